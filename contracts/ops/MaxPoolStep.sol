// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Calldata} from "../libraries/Calldata.sol";
import {Check} from "../libraries/Check.sol";
import {Descriptor} from "../libraries/Descriptor.sol";
import {Section} from "../libraries/Section.sol";
import {Window, Windows} from "../libraries/Window.sol";
import {Dtype} from "../types/Dtype.sol";
import {Shape} from "../types/Shape.sol";

/// @title max_pool: x [N,H,W,C] -> [N,oH,oW,C]
library MaxPoolStep {
    /// @dev The largest element of the window inside the image; the dtype's minimum if there is none.
    function step(Descriptor d, uint256 element, Section[] memory operands) internal pure returns (int256) {
        Window memory window = Windows.around(d, element, d.operand(0).view_());
        // bytes in the order of their values: an i8's top bit flipped
        uint256 flip = Dtype.flip8(d.dtype());
        uint256 largest;
        unchecked {
            for (uint256 row = window.rowFirst; row < window.rowEnd; ++row) {
                (uint256 start, uint256 stride, uint256 taps) = window.row(d, row);
                while (taps != 0) {
                    (uint256 offset, uint256 reached) = operands[0].reach(start, stride, taps);
                    (start, taps) = (start + reached * stride, taps - reached);
                    for (uint256 end = offset + reached * stride; offset != end; offset += stride) {
                        uint256 tap = Calldata.byteAt(offset) ^ flip;
                        if (tap > largest) largest = tap;
                    }
                }
            }
            return int256(largest) - int256(flip);
        }
    }

    function validate(Descriptor d, uint256 node) internal pure {
        Shape x = d.operand(0).view_();
        Check.isByte(node, "dtype", d.dtype());
        Check.equal(node, "x dtype", d.operand(0).operandDtype(), d.dtype());
        Windows.validate(d, node, x);
        Check.equal(node, "outputC", d.shape().c(), x.c());
    }
}
