using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Iris.Server.Admission;

/// <summary>How many connections there may be and how long they may take. Configuration section <c>Iris:Requests</c>.</summary>
internal sealed class RequestOptions
{
    public const string Section = "Iris:Requests";

    /// <summary>The most connections at a time; one more is closed at once. Default 1,024.</summary>
    [Range(1, 65_536)]
    public int MaxConnections { get; set; } = 1024;

    /// <summary>How many of them may be one client's. Default: as many as it leaves to others, so half of them if it is alone.</summary>
    [Range(1, 65_536)]
    public int? MaxConnectionsPerClient { get; set; }

    /// <summary>How long the head of a request may take from its first byte. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HeadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the body of a comparison may take, however fast a part of it came: 56 MiB in a minute are 8 Mbit/s. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a connection may be without a request. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromMinutes(2);
}

[OptionsValidator]
internal sealed partial class RequestOptionsValidator : IValidateOptions<RequestOptions>;
