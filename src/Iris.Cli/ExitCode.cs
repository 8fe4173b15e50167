namespace Iris.Cli;

/// <summary>What the program ends with: docs/cli.md.</summary>
internal static class ExitCode
{
    /// <summary>Somebody matches; what was asked for is done; what was to be shown holds.</summary>
    public const int Success = 0;

    /// <summary>Nobody matches, there is no face, or what was to be shown does not hold.</summary>
    public const int No = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>What it was given cannot be worked with, or a server cannot be reached.</summary>
    public const int Input = 3;

    /// <summary>Iris has a bug.</summary>
    public const int Internal = 4;

    /// <summary>Interrupted: what shells say of a program that Ctrl-C ended.</summary>
    public const int Interrupted = 130;
}
