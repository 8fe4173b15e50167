namespace Iris.Imaging;

/// <summary>Reads all parts of a BMP's pixel.</summary>
internal struct BmpParts
{
    public BmpPart Red;
    public BmpPart Green;
    public BmpPart Blue;
    public BmpPart Opacity;

    /// <summary>Prepares to read them. A pixel without a mask for its opacity is opaque.</summary>
    /// <param name="parts">They, zeroed.</param>
    /// <param name="masks">Where they are.</param>
    public static void Prepare(ref BmpParts parts, BmpMasks masks)
    {
        BmpPart.Prepare(ref parts.Red, masks.Red);
        BmpPart.Prepare(ref parts.Green, masks.Green);
        BmpPart.Prepare(ref parts.Blue, masks.Blue);
        BmpPart.Prepare(ref parts.Opacity, masks.Opacity, missing: byte.MaxValue);
    }
}
