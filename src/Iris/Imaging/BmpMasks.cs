namespace Iris.Imaging;

/// <summary>Which bits of a BMP's pixel are what; 0 for what it does not have.</summary>
internal readonly record struct BmpMasks(uint Red, uint Green, uint Blue, uint Opacity)
{
    /// <summary>Whether a bit is meant for two things.</summary>
    public bool Overlap => ((Red & (Green | Blue | Opacity)) | (Green & (Blue | Opacity)) | (Blue & Opacity)) != 0;

    /// <summary>Those of a file that does not say.</summary>
    public static BmpMasks Usual(int bits) => bits == 16 ? new(0x7C00, 0x03E0, 0x001F, 0) : new(0xFF0000, 0x00FF00, 0x0000FF, 0);

    /// <summary>Without the bits that a pixel does not have.</summary>
    public BmpMasks Within(int bits)
    {
        uint all = uint.MaxValue >> (32 - bits);
        return new(Red & all, Green & all, Blue & all, Opacity & all);
    }
}
