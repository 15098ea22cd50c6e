// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev Four u32 dimensions, outermost first, in the low 128 bits. The bits above are zero.
type Shape is uint256;

using {n, h, w, c, dimension, elements, strideOf} for Shape global;

function n(Shape self) pure returns (uint256) {
    return Shape.unwrap(self) >> 96;
}

function h(Shape self) pure returns (uint256) {
    return (Shape.unwrap(self) >> 64) & 0xffffffff;
}

function w(Shape self) pure returns (uint256) {
    return (Shape.unwrap(self) >> 32) & 0xffffffff;
}

function c(Shape self) pure returns (uint256) {
    return Shape.unwrap(self) & 0xffffffff;
}

/// @param axis 0 (outermost) .. 3
function dimension(Shape self, uint256 axis) pure returns (uint256) {
    return (Shape.unwrap(self) >> (32 * (3 - axis))) & 0xffffffff;
}

/// @dev Never overflows: at most 2^128.
function elements(Shape self) pure returns (uint256) {
    unchecked {
        return self.n() * self.h() * self.w() * self.c();
    }
}

/// @dev Elements between neighbours along `axis`.
function strideOf(Shape self, uint256 axis) pure returns (uint256 stride) {
    stride = 1;
    for (uint256 inner = 3; inner > axis; --inner) {
        stride *= self.dimension(inner);
    }
}
