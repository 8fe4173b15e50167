namespace Iris.Server.Comparison;

/// <summary>What became of a picture, and its faces if it could be read.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Faces">Its faces; null when it could not be read.</param>
internal readonly record struct ReadPicture(ImageOutcome Outcome, PictureFaces? Faces = null) : IDisposable
{
    public bool HasFace => Outcome == ImageOutcome.FaceFound;

    public void Dispose() => Faces?.Dispose();
}
