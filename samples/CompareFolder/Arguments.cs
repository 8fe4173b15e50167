using System.Diagnostics.CodeAnalysis;

namespace CompareFolder;

/// <summary>The command line.</summary>
internal sealed record Arguments(string Target, string Folder, Uri Server)
{
    public const string Usage = """
        Usage: CompareFolder TARGET FOLDER [--server URL]
          TARGET   a picture of one person
          FOLDER   a folder of pictures, which is searched for that person
          --server where Iris listens; default http://localhost:8080
        If the server asks for an API key, put it into the environment variable IRIS_API_KEY.
        """;

    public static bool TryRead(string[] args, [NotNullWhen(true)] out Arguments? arguments)
    {
        arguments = args switch
        {
            [var target, var folder] => new(target, folder, new Uri("http://localhost:8080")),
            [var target, var folder, "--server", var url] when Uri.TryCreate(url, UriKind.Absolute, out Uri? server) && server.Scheme is "http" or "https" =>
                new(target, folder, server),
            _ => null,
        };
        return arguments is not null;
    }
}
