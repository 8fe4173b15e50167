using System.CommandLine;
using Iris.Client;

namespace Iris.Cli.Commands;

/// <summary><c>--server</c>: a running server does the work.</summary>
internal static class ServerOption
{
    /// <summary>Where the key is that the server asks for: a command line can be read by everybody on the machine.</summary>
    private const string KeyVariable = "IRIS_API_KEY";

    public static Option<Uri?> Create() => new("--server")
    {
        Description = $"Has a running Iris do it, such as http://localhost:8080. If it asks for a key, put that into the environment variable {KeyVariable}.",
        HelpName = "URL",
        CustomParser = static argument =>
        {
            if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https")
            {
                return url;
            }

            argument.AddError("--server takes an http or https URL, such as http://localhost:8080.");
            return null;
        },
    };

    /// <summary>A client of the server.</summary>
    public static IrisClient Connect(Uri server) =>
        new(server, new IrisClientOptions { ApiKey = Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? key : null });

    /// <summary>Why a server refused, and what to do.</summary>
    public static string Explain(IrisException refusal) => refusal.Problem.Status switch
    {
        401 or 403 => $"The server refuses: {refusal.Message} Put a key that it knows into the environment variable {KeyVariable}.",
        429 or 503 => $"The server refuses: {refusal.Message} Try again later.",
        _ => $"The server refuses: {refusal.Message}",
    };
}
