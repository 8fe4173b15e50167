namespace Iris;

/// <summary>
/// How well a face can be seen, measured from the eyes to the mouth of the aligned crop that the embedder sees. For a face without an
/// embedding the crop is cut from the picture that the face was found in, which can be a reduced one.
/// </summary>
/// <param name="Sharpness">How much detail there is, 0 to 1: 0 for none. It falls with blur and hardly depends on light and contrast.</param>
/// <param name="Brightness">The mean luma, 0 for black to 1 for white.</param>
public readonly record struct FaceQuality(float Sharpness, float Brightness)
{
    /// <summary>Of a face that was not looked at: not a number.</summary>
    public static FaceQuality NotMeasured => new(float.NaN, float.NaN);
}
