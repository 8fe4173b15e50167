namespace Iris;

/// <summary>The networks cannot be computed by the execution provider that was asked for. The message is one line that says why.</summary>
public sealed class ExecutionProviderException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="reason">Why it cannot be used, without a final full stop.</param>
    /// <param name="innerException">The failure behind it, if any.</param>
    public ExecutionProviderException(ExecutionProvider provider, string reason, Exception? innerException = null)
        : base($"Execution provider {provider}: {reason}.", innerException) => Provider = provider;

    /// <summary>The provider.</summary>
    public ExecutionProvider Provider { get; }
}
