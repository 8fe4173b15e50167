using System.Text.Json.Serialization;

namespace Iris.Server.Diagnostics;

/// <summary>The answer of <c>GET /stats</c>.</summary>
/// <param name="TotalRequests">Requests for comparison since the process started.</param>
/// <param name="RequestsLastSecond">Of these, the ones of the last second.</param>
/// <param name="RequestsLastMinute">The ones of the last minute.</param>
/// <param name="RequestsLastHour">The ones of the last hour.</param>
internal sealed record RequestCounts(long TotalRequests, long RequestsLastSecond, long RequestsLastMinute, long RequestsLastHour);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RequestCounts))]
[JsonSerializable(typeof(ServerStatus))]
internal sealed partial class DiagnosticsJson : JsonSerializerContext;
