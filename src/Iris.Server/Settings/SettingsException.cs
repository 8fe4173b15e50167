namespace Iris.Server.Settings;

/// <summary>The configuration is wrong.</summary>
/// <param name="errors">All that is wrong with it, a line each.</param>
internal sealed class SettingsException(IReadOnlyList<string> errors) : Exception(string.Join(" ", errors))
{
    public IReadOnlyList<string> Errors => errors;
}
