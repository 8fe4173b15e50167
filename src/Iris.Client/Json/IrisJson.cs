using System.Text.Json;
using System.Text.Json.Serialization;

namespace Iris.Client.Json;

/// <summary>How the answers are read: by generated code, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(CompareAnswer))]
[JsonSerializable(typeof(CandidateResult))]
[JsonSerializable(typeof(CompareSummary))]
[JsonSerializable(typeof(VerifyAnswer))]
[JsonSerializable(typeof(FacesAnswer))]
[JsonSerializable(typeof(PrivacyReport))]
[JsonSerializable(typeof(RequestCounts))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class IrisJson : JsonSerializerContext;
