// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Shape} from "../types/Shape.sol";

/// @title Where an element stands in its tensor, for the ops that move elements
/// @dev Coordinates go from the outermost axis, 0, to the innermost, 3.
library Coordinates {
    /// @dev The coordinates of element `index`.
    function unravel(uint256 index, Shape shape) internal pure returns (uint256[4] memory place) {
        unchecked {
            for (uint256 axis = 4; axis-- != 0;) {
                uint256 size = shape.dimension(axis);
                (place[axis], index) = (index % size, index / size);
            }
        }
    }

    /// @dev The index of the element at these coordinates: the inverse of `unravel`.
    function ravel(uint256[4] memory place, Shape shape) internal pure returns (uint256 index) {
        unchecked {
            for (uint256 axis = 0; axis < 4; ++axis) {
                index = index * shape.dimension(axis) + place[axis];
            }
        }
    }

    /// @dev The row that an id names: the nearest of 0 .. size - 1.
    function row(int256 id, uint256 size) internal pure returns (uint256) {
        if (id < 0) return 0;
        return uint256(id) < size ? uint256(id) : size - 1;
    }

    /// @dev A shape with another size of one axis.
    function withAxis(Shape shape, uint256 axis, uint256 size) internal pure returns (Shape) {
        unchecked {
            uint256 shift = 32 * (3 - axis);
            return Shape.wrap((Shape.unwrap(shape) & ~(uint256(0xffffffff) << shift)) | (size << shift));
        }
    }

    /// @dev The name of one of a row of slots, such as start2.
    /// @param first name of the first, of `length` letters with its 0
    function name(bytes32 first, uint256 length, uint256 position) internal pure returns (bytes32) {
        unchecked {
            return bytes32(uint256(first) + (position << (256 - 8 * length)));
        }
    }
}
