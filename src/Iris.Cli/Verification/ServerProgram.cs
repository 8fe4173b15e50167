using System.Diagnostics;
using System.Globalization;

namespace Iris.Cli.Verification;

/// <summary>The server that is started to be looked at, with a folder for what that takes.</summary>
/// <param name="Path">The program: a <c>.dll</c> for <c>dotnet</c>, or an executable.</param>
/// <param name="Folder">Where it runs, and may write if it can.</param>
/// <param name="Certificate">What it ends HTTPS with.</param>
/// <param name="Models">The folder of the model pack that it compares with; null for the one that its settings name.</param>
internal sealed record ServerProgram(string Path, string Folder, SelfSignedCertificate Certificate, string? Models)
{
    /// <summary>The largest body that it takes: room for a picture of 20 MB in base64.</summary>
    public const int MaxRequestBytes = 32 * 1024 * 1024;

    /// <summary>How it is started.</summary>
    /// <param name="wrapper">A program that starts it, such as <c>strace</c>, with its arguments; none when left out.</param>
    public ProcessStartInfo Describe(params string[] wrapper)
    {
        bool isManaged = Path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        string[] command = [.. wrapper, .. isManaged ? [DotNet.Path, "exec", Path] : (string[])[Path]];
        return new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = Folder };
    }

    /// <summary>Starts it on free loopback ports, over HTTP and HTTPS, at its most talkative.</summary>
    /// <param name="start">What <see cref="Describe"/> returned.</param>
    /// <param name="inspectable">Whether its memory may be read by this user.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidOperationException">It ended instead; the message is what it printed.</exception>
    public Task<IrisProcess> StartAsync(ProcessStartInfo start, bool inspectable, CancellationToken cancellationToken) =>
        IrisProcess.StartAsync(start, [.. Settings(inspectable)], cancellationToken);

    private IEnumerable<string> Settings(bool inspectable)
    {
        yield return "Kestrel:Endpoints:Http:Url=http://127.0.0.1:0";
        foreach (string setting in Certificate.Settings)
        {
            yield return setting;
        }

        if (Models is not null)
        {
            yield return $"Iris:Models:Path={Models}";
        }

        yield return "Iris:Fetch:Timeout=00:00:04";
        yield return string.Create(CultureInfo.InvariantCulture, $"Iris:Comparison:MaxRequestBytes={MaxRequestBytes}");
        foreach (string category in (string[])
            [
                "Default", "System", "Microsoft", "Microsoft.AspNetCore", "Microsoft.AspNetCore.Hosting.Diagnostics",
                "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http.HttpClient",
            ])
        {
            yield return $"Logging:LogLevel:{category}=Trace";
        }

        yield return "Logging:Console:LogLevel:Default=Trace";
        if (inspectable)
        {
            yield return "Iris:Privacy:AllowInspection=true";
        }
    }
}
