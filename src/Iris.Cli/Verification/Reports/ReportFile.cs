using System.Text;

namespace Iris.Cli.Verification.Reports;

/// <summary>A file that a report will be written to: open from the beginning, and as it was until there is a report.</summary>
internal sealed class ReportFile : IDisposable
{
    private readonly FileStream _file;
    private bool _isLeftover;

    private ReportFile(string path)
    {
        _isLeftover = !File.Exists(path);
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write);
    }

    /// <summary>Opens a file; null where there is no path.</summary>
    /// <exception cref="CliException">It cannot be written to.</exception>
    public static ReportFile? Open(string? path)
    {
        try
        {
            return path is null ? null : new ReportFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be written: choose another place. {exception.Message}", exception);
        }
    }

    /// <summary>Replaces what the file holds.</summary>
    public void Write(string report)
    {
        // A pipe has no length.
        if (_file.CanSeek)
        {
            _file.SetLength(0);
        }

        _file.Write(Encoding.UTF8.GetBytes(report));
        _isLeftover = false;
    }

    /// <summary>Closes the file, and removes it where it is new and no report has been written.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (_isLeftover)
        {
            File.Delete(_file.Name);
        }
    }
}
