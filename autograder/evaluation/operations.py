"""What a student's graph may consist of: its size, and the operations; all others are refused.

The list is explicit, since no property of TensorFlow's registry says what is harmless: of the
operations that it calls stateless one runs Python (``PyFuncStateless``), one reads a file
(``ImmutableConst``) and one ends the process (``Abort``). What is here computes tensors from
tensors and has no other way to the outside. What a new version of TensorFlow adds is refused
until it is put here.
"""

from __future__ import annotations

#: The course's graphs have some dozen nodes in a few kB; a network of 30 Keras layers has 400.
MAX_GRAPH_BYTES = 4 * 2**20
MAX_NODES = 20_000
#: Functions that call functions, in a chain: so deep does the evaluator's recursion go.
MAX_CALLS = 20

#: Values that are given: constants, inputs, and what only passes them on.
VALUES = """
    Const Placeholder PlaceholderWithDefault Identity IdentityN StopGradient PreventGradient Snapshot EnsureShape
    CheckNumerics
"""

#: Element by element.
ELEMENTWISE = """
    Abs Acos Acosh Add AddN AddV2 Angle Asin Asinh Atan Atan2 Atanh BesselI0 BesselI0e BesselI1 BesselI1e Betainc
    Bitcast BitwiseAnd BitwiseOr BitwiseXor Cast Ceil ClipByValue Complex ComplexAbs Conj Cos Cosh Digamma Div
    DivNoNan Equal Erf Erfc Erfinv Exp Expint Expm1 Floor FloorDiv FloorMod Greater GreaterEqual Igamma Igammac Imag
    Inv Invert IsFinite IsInf IsNan LeftShift Less LessEqual Lgamma Log Log1p LogicalAnd LogicalNot LogicalOr Maximum
    Minimum Mod Mul MulNoNan Ndtri Neg NextAfter NotEqual Polygamma PopulationCount Pow Real RealDiv Reciprocal
    RightShift Rint Round Rsqrt Select SelectV2 Sigmoid Sign Sin Sinh Sqrt Square SquaredDifference Sub Tan Tanh
    TruncateDiv TruncateMod Xdivy Xlog1py Xlogy Zeta ApproximateEqual
"""

#: Sums, means, maxima, positions.
REDUCTIONS = """
    All Any ArgMax ArgMin Bincount Bucketize CumulativeLogsumexp Cumprod Cumsum DenseBincount EuclideanNorm
    HistogramFixedWidth InTopK InTopKV2 L2Loss Max Mean Min NthElement Prod SegmentMax SegmentMaxV2 SegmentMean
    SegmentMin SegmentMinV2 SegmentProd SegmentProdV2 SegmentSum SegmentSumV2 Sum TopK TopKV2 UnsortedSegmentMax
    UnsortedSegmentMin UnsortedSegmentProd UnsortedSegmentSum
"""

#: Shapes, slices, rearrangement.
ARRAYS = """
    BatchToSpace BatchToSpaceND BroadcastArgs BroadcastGradientArgs BroadcastTo Concat ConcatOffset ConcatV2
    ConjugateTranspose DepthToSpace Diag DiagPart DynamicPartition DynamicStitch ExpandDims ExtractImagePatches Fill
    Gather GatherNd GatherV2 InvertPermutation LinSpace ListDiff LowerBound MatrixBandPart MatrixDiag MatrixDiagPart
    MatrixDiagPartV2 MatrixDiagPartV3 MatrixDiagV2 MatrixDiagV3 MatrixSetDiag MatrixSetDiagV2 MatrixSetDiagV3
    MirrorPad OneHot OnesLike Pack Pad PadV2 ParallelDynamicStitch Range Rank Reshape Reverse ReverseSequence
    ReverseV2 Roll ScatterNd Shape ShapeN Size Slice SpaceToBatch SpaceToBatchND SpaceToDepth Split SplitV Squeeze
    StridedSlice TensorScatterAdd TensorScatterMax TensorScatterMin TensorScatterSub TensorScatterUpdate
    TensorStridedSliceUpdate Tile Transpose Unique UniqueV2 UniqueWithCounts UniqueWithCountsV2 Unpack UnravelIndex
    UpperBound Where ZerosLike
"""

#: Products and decompositions of matrices, Fourier transforms.
LINEAR_ALGEBRA = """
    BandedTriangularSolve BatchMatMul BatchMatMulV2 BatchMatMulV3 Cholesky Cross Eig Einsum FFT FFT2D FFT3D IFFT
    IFFT2D IFFT3D IRFFT IRFFT2D IRFFT3D LogMatrixDeterminant Lu MatMul MatrixDeterminant
    MatrixInverse MatrixLogarithm MatrixSolve MatrixSolveLs MatrixSquareRoot MatrixTriangularSolve Qr RFFT RFFT2D
    RFFT3D SelfAdjointEigV2 Svd TridiagonalMatMul TridiagonalSolve
"""

#: Layers, losses and activations of neural networks.
NEURAL = """
    AvgPool AvgPool3D BiasAdd BiasAddV1 Conv Conv2D Conv3D DepthwiseConv2dNative Dilation2D Elu FusedBatchNorm
    FusedBatchNormV2 FusedBatchNormV3 LRN LeakyRelu LogSoftmax MaxPool MaxPool3D MaxPoolV2 MaxPoolWithArgmax Relu
    Relu6 ResizeArea ResizeBicubic ResizeBilinear ResizeNearestNeighbor Selu Softmax
    SoftmaxCrossEntropyWithLogits Softplus Softsign SparseSoftmaxCrossEntropyWithLogits
"""

#: Derivatives, in a computation that takes gradients itself.
DERIVATIVES = """
    AvgPoolGrad BiasAddGrad CholeskyGrad Conv2DBackpropFilter Conv2DBackpropInput Conv3DBackpropFilterV2
    Conv3DBackpropInputV2 DepthwiseConv2dNativeBackpropFilter DepthwiseConv2dNativeBackpropInput EluGrad
    FusedBatchNormGrad FusedBatchNormGradV2 FusedBatchNormGradV3 IgammaGradA InvGrad LeakyReluGrad MaxPoolGrad
    MaxPoolGradGrad MaxPoolGradV2 MirrorPadGrad ReciprocalGrad Relu6Grad ReluGrad RsqrtGrad SeluGrad SigmoidGrad
    SoftplusGrad SoftsignGrad SqrtGrad StridedSliceGrad TanhGrad
"""

#: Random numbers. The first lines have no state; the last line's kernels carry a stream, which
#: the evaluator starts anew for every graph.
RANDOM = """
    StatelessMultinomial StatelessParameterizedTruncatedNormal StatelessRandomBinomial StatelessRandomGammaV2
    StatelessRandomGammaV3 StatelessRandomGetAlg StatelessRandomGetKeyCounter StatelessRandomGetKeyCounterAlg
    StatelessRandomNormal StatelessRandomNormalV2 StatelessRandomPoisson StatelessRandomUniform
    StatelessRandomUniformFullInt StatelessRandomUniformFullIntV2 StatelessRandomUniformInt
    StatelessRandomUniformIntV2 StatelessRandomUniformV2 StatelessShuffle StatelessTruncatedNormal
    StatelessTruncatedNormalV2 RandomIndexShuffle
    Multinomial ParameterizedTruncatedNormal RandomGamma RandomPoissonV2 RandomShuffle RandomStandardNormal
    RandomUniform RandomUniformInt TruncatedNormal
"""

#: Reading a variable that the evaluator has made. Making and assigning one are not here: a call
#: that does either is asked in the student's process.
VARIABLES = "ReadVariableOp ResourceGather ResourceGatherNd VariableShape"

#: Lists of tensors, which loops gather their results in.
TENSOR_LISTS = """
    EmptyTensorList TensorListConcat TensorListConcatLists TensorListConcatV2 TensorListElementShape
    TensorListFromTensor TensorListGather TensorListGetItem TensorListLength TensorListPopBack TensorListPushBack
    TensorListReserve TensorListResize TensorListScatter TensorListScatterIntoExistingList TensorListScatterV2
    TensorListSetItem TensorListSplit TensorListStack
"""

#: What runs functions of the graph's own library. The evaluator does that itself, and looks at
#: the functions' bodies as it does at the graph.
CALLS = frozenset(["PartitionedCall", "StatefulPartitionedCall"])
BRANCHES = frozenset(["If", "StatelessIf", "Case", "StatelessCase"])
LOOPS = frozenset(["While", "StatelessWhile"])

#: Without outputs: nothing is computed by them, and the evaluator never runs them.
SILENT = "NoOp Assert"

_COMPUTED = (VALUES, ELEMENTWISE, REDUCTIONS, ARRAYS, LINEAR_ALGEBRA, NEURAL, DERIVATIVES, RANDOM, VARIABLES)
ALLOWED = CALLS | BRANCHES | LOOPS | frozenset(" ".join((*_COMPUTED, TENSOR_LISTS, SILENT)).split())
