using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Skills.Engine.AspNetCore.Responses;

namespace Skills.Engine.Dashboard.Wire;

/// <summary>The shapes of the dashboard's data.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, GenerationMode = JsonSourceGenerationMode.Metadata, MaxDepth = 2000)]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(SkillsView))]
[JsonSerializable(typeof(SkillView))]
[JsonSerializable(typeof(PlaygroundRequest))]
[JsonSerializable(typeof(RenderView))]
[JsonSerializable(typeof(KeptView))]
[JsonSerializable(typeof(RunsView))]
[JsonSerializable(typeof(RoutingView))]
[JsonSerializable(typeof(CacheView))]
[JsonSerializable(typeof(InvalidateRequest))]
[JsonSerializable(typeof(InvalidateView))]
[JsonSerializable(typeof(LiveView))]
[JsonSerializable(typeof(TestRequest))]
[JsonSerializable(typeof(TestsView))]
[JsonSerializable(typeof(BatchesView))]
[JsonSerializable(typeof(BatchView))]
[JsonSerializable(typeof(WhatIfView))]
internal sealed partial class DashboardJson : JsonSerializerContext
{
    /// <summary>Returns an answer with a value.</summary>
    public static Reply Reply<T>(T value, JsonTypeInfo<T> type, int status = 200) =>
        AspNetCore.Responses.Reply.Of(status, writer => JsonSerializer.Serialize(writer, value, type));
}
