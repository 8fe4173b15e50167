namespace Iris.Cli.Verification;

/// <summary>The verification cannot be carried out; the message says in a line why, and what to do.</summary>
internal sealed class VerificationException(string message) : Exception(message);
