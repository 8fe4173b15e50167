namespace Iris.Cli;

/// <summary>A command cannot be carried out with what it was given. The message is one line that says what to do.</summary>
internal sealed class CliException(string message, Exception? innerException = null) : Exception(message, innerException);
