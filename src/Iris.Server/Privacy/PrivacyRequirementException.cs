namespace Iris.Server.Privacy;

/// <summary>Something that <see cref="PrivacyOptions.Require"/> asks for is missing.</summary>
internal sealed class PrivacyRequirementException(string missing)
    : Exception($"{PrivacyOptions.Section}:{nameof(PrivacyOptions.Require)} is {nameof(PrivacyRequirement.All)}, but not enforced are {missing}.");
