using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Iris.Server.Fetching;

/// <summary>How pictures are fetched from URLs. Configuration section <c>Iris:Fetch</c>.</summary>
internal sealed class FetchOptions
{
    public const string Section = "Iris:Fetch";

    /// <summary>How long fetching one picture may take, from the connection to its last byte. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest picture in bytes. Default 40 MiB.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxPictureBytes { get; set; } = 40 * 1024 * 1024;
}

[OptionsValidator]
internal sealed partial class FetchOptionsValidator : IValidateOptions<FetchOptions>;
