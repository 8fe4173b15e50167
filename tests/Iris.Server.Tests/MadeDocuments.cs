namespace Iris.Server.Tests;

/// <summary>What of docs/ is made by tests, and otherwise compared by them with what they would make.</summary>
internal static class MadeDocuments
{
    /// <summary>Whether it is made anew: <c>./build.sh docs</c> sets the variable.</summary>
    public static bool AreMadeAnew => Environment.GetEnvironmentVariable("IRIS_WRITE_DOCS") == "1";
}
