using System.CommandLine;
using System.Globalization;
using System.Numerics;
using Iris.Server.Reading;

namespace Iris.Cli.Commands;

/// <summary>Options that take a number, and say which when it is another.</summary>
internal static class NumberOption
{
    /// <summary><c>--min-face-size</c>: small faces are passed over.</summary>
    public static Option<int?> MinFaceSize() => Create<int>(
        "--min-face-size", "PIXELS", "Passes over faces that are smaller. Default: 0.", $"0 to {Choices.LargestMinFaceSize} pixels", static size => size is >= 0 and <= Choices.LargestMinFaceSize);

    /// <summary>An option.</summary>
    /// <param name="name">What is typed.</param>
    /// <param name="helpName">What its value is called.</param>
    /// <param name="description">What it does.</param>
    /// <param name="takes">Which numbers it takes, in words.</param>
    /// <param name="isTaken">Which.</param>
    public static Option<T?> Create<T>(string name, string helpName, string description, string takes, Predicate<T> isTaken)
        where T : struct, INumber<T> => new(name)
        {
            Description = description,
            HelpName = helpName,
            CustomParser = argument =>
            {
                if (T.TryParse(argument.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out T number) && isTaken(number))
                {
                    return number;
                }

                argument.AddError($"{name} takes {takes}.");
                return null;
            },
        };
}
