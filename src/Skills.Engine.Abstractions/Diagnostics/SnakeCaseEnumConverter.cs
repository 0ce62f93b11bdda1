using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine.Diagnostics;

/// <summary>Enum members as <c>rate_limit</c>, in values and as names of properties.</summary>
internal sealed class SnakeCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
