// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @dev docs/format.md, "Ops".
library Opcode {
    uint256 internal constant CONV2D = 1;
    uint256 internal constant MATMUL = 2;
    uint256 internal constant ADD = 3;
    uint256 internal constant MAX_POOL = 4;
    uint256 internal constant AVG_POOL = 5;
    uint256 internal constant REDUCE_SUM = 6;
    uint256 internal constant REQUANTISE = 7;
    uint256 internal constant LOOKUP = 8;
    uint256 internal constant MUL = 9;
    uint256 internal constant SUB = 10;
    uint256 internal constant CONCAT = 11;
    uint256 internal constant PAD = 12;
    uint256 internal constant SLICE = 13;
    uint256 internal constant TRANSPOSE = 14;
    uint256 internal constant GATHER = 15;
    uint256 internal constant RESIZE_NEAREST = 16;
    uint256 internal constant REDUCE_MAX = 17;
    uint256 internal constant ARG_MAX = 18;
    uint256 internal constant SOFTMAX = 19;
    uint256 internal constant LAYER_NORM = 20;
    uint256 internal constant CONV2D_ADD = 21;
    uint256 internal constant CONV2D_DEPTHWISE = 22;
    uint256 internal constant CONV2D_MAX_POOL = 23;
    uint256 internal constant CONV2D_CONV2D_ADD = 24;
}

/// @dev docs/format.md, "Attribute slots".
library Slot {
    uint256 internal constant KERNEL_H = 0;
    uint256 internal constant KERNEL_W = 1;
    uint256 internal constant STRIDE_H = 2;
    uint256 internal constant STRIDE_W = 3;
    uint256 internal constant PAD_TOP = 4;
    uint256 internal constant PAD_LEFT = 5;
    uint256 internal constant PAD_BOTTOM = 6;
    uint256 internal constant PAD_RIGHT = 7;
    uint256 internal constant DILATION_H = 8;
    uint256 internal constant DILATION_W = 9;
    /// the first of four: pad, slice, transpose, concat
    uint256 internal constant BEFORE_0 = 0;
    uint256 internal constant START_0 = 0;
    uint256 internal constant PERM_0 = 0;
    uint256 internal constant ZERO_0 = 0;
    uint256 internal constant STEP_0 = 4;
    uint256 internal constant SCALE_0 = 4;
    uint256 internal constant GROUPS = 10;
    uint256 internal constant AXIS = 10;
    uint256 internal constant STRIDE_2 = 10;
    uint256 internal constant ZERO_X = 11;
    uint256 internal constant ZERO_W = 12;
    uint256 internal constant ZERO_Y = 13;
    uint256 internal constant LOW = 14;
    uint256 internal constant HIGH = 15;
    uint256 internal constant SCALE_X = 16;
    uint256 internal constant SCALE_W = 17;
    uint256 internal constant EPSILON = 16;
    uint256 internal constant LEVELS = 16;
    uint256 internal constant SCALE_Y = 18;
    uint256 internal constant ZERO_B = 19;
    uint256 internal constant ZERO_V = 19;
    uint256 internal constant ZERO_Z = 20;
    uint256 internal constant LOW_Z = 21;
    uint256 internal constant HIGH_Z = 22;
    uint256 internal constant ZERO_X_2 = 23;
    uint256 internal constant POOL_H = 16;
    uint256 internal constant POOL_W = 17;
    uint256 internal constant POOL_STRIDE_H = 18;
    uint256 internal constant POOL_STRIDE_W = 19;
    uint256 internal constant POOL_PAD_TOP = 20;
    uint256 internal constant POOL_PAD_LEFT = 21;
    uint256 internal constant POOL_PAD_BOTTOM = 22;
    uint256 internal constant POOL_PAD_RIGHT = 23;
}
