namespace Iris.Testing;

/// <summary>The folder with <c>Iris.slnx</c>: where the tests read what is not copied beside them.</summary>
public static class RepositoryRoot
{
    /// <summary>The folder's full path.</summary>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Iris.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Iris.slnx.");
    }
}
