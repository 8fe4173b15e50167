namespace Iris.Cli.Tests;

/// <summary>A folder of a test's own, which goes with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iris-cli-tests-");

    public string Path => _folder.FullName;

    /// <summary>The path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file, and the folders that it is in.</summary>
    public string Write(string name, byte[] bytes)
    {
        string path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        using var stream = new FileStream(path, FileMode.Create);
        stream.Write(bytes);
        return path;
    }

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Puts a picture of the tests there.</summary>
    public string Copy(string picture, string name) => Write(name, Testing.Pictures.Read(picture));

    public void Dispose() => _folder.Delete(recursive: true);
}
