using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine.Execution;

/// <summary>Reads outputs as a .NET type: names without case, in snake case too, enums by name.</summary>
internal static class TypedOutput
{
    private static readonly JsonSerializerOptions AsWritten = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        RespectRequiredConstructorParameters = true,
    };

    private static readonly JsonSerializerOptions SnakeCase = new(AsWritten) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static SkillResult<TOutput> Read<TOutput>(SkillResult result)
    {
        if (!result.IsSuccess || result.Outputs is not { } outputs)
        {
            return new(result);
        }

        try
        {
            return new(result) { Output = outputs.Deserialize<TOutput>(HasSnakeCase(outputs) ? SnakeCase : AsWritten) };
        }
        catch (Exception problem) when (problem is JsonException or NotSupportedException or InvalidOperationException)
        {
            var place = (problem as JsonException)?.Path is { } path ? $" at {path}" : "";
            return new(result with
            {
                Status = ExecutionStatus.Failed,
                Errors = [new("output.type", SkillStep.ValidateOutput, "", $"The outputs are valid but cannot be read as {typeof(TOutput).Name}{place}. Change the type or the output schema so that they agree.")],
            });
        }
    }

    private static bool HasSnakeCase(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(static p => p.Name.Contains('_', StringComparison.Ordinal) || HasSnakeCase(p.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasSnakeCase),
        _ => false,
    };
}
