using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>How large a picture may be. Configuration section <c>Iris:Pictures</c>. One past a limit matches nothing.</summary>
internal sealed class PictureOptions
{
    public const string Section = "Iris:Pictures";

    /// <summary>The longest side in pixels. Default 32,768.</summary>
    [Range(256, 65_535)]
    public int MaxSide { get; set; } = PictureLimits.Default.MaxSide;

    /// <summary>The most pixels, width × height. Default 200,000,000.</summary>
    [Range(65_536L, 4_294_836_225L)]
    public long MaxPixels { get; set; } = PictureLimits.Default.MaxPixels;

    /// <summary>The most frames of a GIF or WebP, of which only the first is looked at. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxFrames { get; set; } = PictureLimits.Default.MaxFrames;

    /// <summary>The most memory in bytes that decoding one picture may take; docs/security.md says what counts. Default 256 MiB.</summary>
    [Range(16L * 1024 * 1024, 2L * 1024 * 1024 * 1024 - 64)]
    public long MaxDecodeBytes { get; set; } = PictureLimits.Default.MaxDecodeBytes;

    public PictureLimits ToLimits() => new()
    {
        MaxSide = MaxSide,
        MaxPixels = MaxPixels,
        MaxFrames = MaxFrames,
        MaxDecodeBytes = MaxDecodeBytes,
    };
}

[OptionsValidator]
internal sealed partial class PictureOptionsValidator : IValidateOptions<PictureOptions>;
