using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine.Tests.Typed;

/// <summary>Source-generated metadata, as an application that is compiled ahead of time has it.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Tally))]
[JsonSerializable(typeof(Subject))]
internal sealed partial class TallyContext : JsonSerializerContext;
