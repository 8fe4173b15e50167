namespace Iris.Browser.Tests.Browsing;

/// <summary>A script that is part of the tests.</summary>
internal static class Resource
{
    /// <summary>Its text.</summary>
    public static string Read(string name)
    {
        using var reader = new StreamReader(typeof(Resource).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
