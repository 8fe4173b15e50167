using System.Diagnostics.CodeAnalysis;

namespace Iris.Fuzz;

/// <summary>A property that has to hold for any input does not.</summary>
internal sealed class ViolationException(string message) : Exception(message)
{
    /// <summary>Throws unless a property holds.</summary>
    public static void Unless([DoesNotReturnIf(false)] bool holds, string property)
    {
        if (!holds)
        {
            throw new ViolationException(property);
        }
    }
}
