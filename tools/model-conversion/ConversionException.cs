namespace Iris.ModelConversion;

/// <summary>The networks cannot be made from what was given. The message is one line that says what to do.</summary>
internal sealed class ConversionException(string message, Exception? innerException = null) : Exception(message, innerException);
