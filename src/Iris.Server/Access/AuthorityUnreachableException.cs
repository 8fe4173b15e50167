namespace Iris.Server.Access;

/// <summary>A token cannot be checked, since whoever issues tokens does not tell its keys.</summary>
internal sealed class AuthorityUnreachableException() : Exception("The authority cannot be reached.");
