using Iris.Server.Access;

namespace Iris.Testing.Access;

/// <summary>A folder with files that a test's server reads who may ask from.</summary>
public sealed class AccessFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iris-access-");

    /// <summary>The file of API keys.</summary>
    public string Keys => PathOf("keys.json");

    /// <summary>What a server is told to read it.</summary>
    public string KeySetting => $"Iris:Access:KeyFile={Keys}";

    /// <summary>Where a file of a name is.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Makes a key.</summary>
    /// <returns>Its text, and its entry in the file, to which a test may add.</returns>
    public static (string Text, string Entry) CreateKey(string id, string more = "")
    {
        string key = ApiKeyText.Create();
        return (key, $$"""{"Id": "{{id}}", "Hash": "{{ApiKeyText.HashOf(key)}}"{{more}}}""");
    }

    /// <summary>Writes the file of API keys anew.</summary>
    public void WriteKeys(params string[] entries) => Write("keys.json", $$"""{"Keys": [{{string.Join(", ", entries)}}]}""");

    /// <summary>Writes a file anew, in one step, as programs that rotate keys do.</summary>
    public string Write(string name, string text)
    {
        string path = PathOf(name);
        using (var writer = new StreamWriter(path + ".new"))
        {
            writer.Write(text);
        }

        File.Move(path + ".new", path, overwrite: true);
        return path;
    }

    /// <summary>Removes them.</summary>
    public void Dispose() => _folder.Delete(recursive: true);
}
