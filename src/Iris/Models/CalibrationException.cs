namespace Iris.Models;

/// <summary>A calibration cannot be used. The message is one line that names the file and says what is wrong with it.</summary>
public sealed class CalibrationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="file">The file at fault.</param>
    /// <param name="reason">What is wrong with it, without a final full stop.</param>
    /// <param name="innerException">The failure behind it, if any.</param>
    public CalibrationException(string file, string reason, Exception? innerException = null)
        : base($"Calibration: {file}: {OneLine.Of(reason)}.", innerException)
    {
        File = file;
    }

    /// <summary>The file at fault.</summary>
    public string File { get; }
}
