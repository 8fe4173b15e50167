namespace Iris.Cli;

/// <summary>What the program ends with.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>What was to be shown does not hold.</summary>
    public const int Failed = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>It could not be carried out.</summary>
    public const int NotCarriedOut = 3;
}
