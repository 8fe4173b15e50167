using System.Collections.Frozen;
using Iris.Models;

namespace Iris.Cli.Packs;

/// <summary>
/// The detector and the embedder of OpenCV's <c>FaceDetectorYN</c> and <c>FaceRecognizerSF</c>. A crop is cut out and given to the embedder as OpenCV's
/// <c>face_recognize.cpp</c> does it: 112 × 112, red first, 0 to 255. The network itself takes the mean off.
/// </summary>
internal static class OpenCvZoo
{
    private const string YuNetFile = "face_detection_yunet_2023mar.onnx";
    private const string SFaceFile = "face_recognition_sface_2021dec.onnx";
    private const string YuNetFolder = "models/face_detection_yunet";
    private const string SFaceFolder = "models/face_recognition_sface";

    public static PackRecipe Recipe { get; } = new(
        "opencv-zoo",
        "YuNet finds faces, SFace compares them",
        new ModelManifest(
            "opencv-zoo",
            "2023mar-2021dec",
            DetectorKind.YuNet,
            new EmbedderDescription(
                Size: 112,
                ChannelOrder.Rgb,
                Mean: 0,
                Scale: 1,
                Template: [[38.2946f, 51.6963f], [73.5318f, 51.5014f], [56.0252f, 71.7366f], [41.5493f, 92.3655f], [70.7299f, 92.2041f]],
                Dimension: 128,
                Output: "fc1"),
            [
                new ModelDescription(
                    "YuNet, 2023mar",
                    ModelRole.Detector,
                    YuNetFile,
                    "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
                    $"OpenCV Zoo, {YuNetFolder}",
                    "MIT (Shiqi Yu)"),
                new ModelDescription(
                    "SFace, 2021dec",
                    ModelRole.Embedder,
                    SFaceFile,
                    "0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79",
                    $"OpenCV Zoo, {SFaceFolder}",
                    "Apache-2.0 (OpenCV Zoo)"),
            ],
            "The threshold is the cosine that OpenCV publishes for SFace, chosen on LFW. Its false match rate was not measured with Iris, "
                + "so no rate can be asked for. iris evaluate --save-calibration measures one on pictures of your own.",
            Threshold: 0.363f),
        new Dictionary<string, string> { [YuNetFile] = YuNetFolder, [SFaceFile] = SFaceFolder }.ToFrozenDictionary());
}
