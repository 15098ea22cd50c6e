// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Vm} from "forge-std/Vm.sol";
import {IModelRegistry} from "../../../contracts/interfaces/IModelRegistry.sol";

/// @dev The registry as it is deployed: with its validator before it.
library ModelRegistries {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function deploy() internal returns (IModelRegistry) {
        address validator = vm.deployCode("ProgramValidator.sol:ProgramValidator");
        return IModelRegistry(vm.deployCode("ModelRegistry.sol:ModelRegistry", abi.encode(validator)));
    }
}
