using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;

namespace Skills.Engine.Providers.Http;

/// <summary>Fields of a request's body that a server said it does not take, remembered per model: each is left out of later calls, or sent under the name the server knows. Thread-safe.</summary>
internal sealed class RefusedFields
{
    private const int MostModels = 1000;
    private const int MostFields = 16;

    // What a call is about is never left out. How the shape is asked for is the output ladder's to decide.
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "model", "model_id", "messages", "input", "system", "contents", "systemInstruction", "stream", "tools", "tool_choice",
        "response_format", "text", "output_config", "generationConfig", "project_id", "space_id",
    };

    private static readonly string[] Refusals =
        ["unsupported", "not supported", "does not support", "not permitted", "unknown", "unrecognized", "unexpected", "extra input", "extra_forbidden", "deprecated", "only the default"];

    private readonly ConcurrentDictionary<string, ImmutableArray<string>> _fields = new(StringComparer.Ordinal);

    public bool Any(ModelDefinition model) => !_fields.IsEmpty && _fields.ContainsKey(model.WireId);

    /// <summary>Remembers the field an error names; false when it names none, or one that is remembered already or cannot be left out.</summary>
    public bool Learn(ModelDefinition model, ModelException error)
    {
        if (error is not { Kind: ModelErrorKind.InvalidRequest, Status: HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity, ProviderParameter: { } field }
            || Kept.Contains(field) || !IsRefusal(error))
        {
            return false;
        }

        var known = _fields.TryGetValue(model.WireId, out var fields) ? fields : [];
        if (known.Contains(field) || known.Length >= MostFields)
        {
            return false;
        }

        if (_fields.Count >= MostModels)
        {
            _fields.Clear();
        }

        _fields[model.WireId] = known.Add(field);
        return true;
    }

    /// <summary>Takes the remembered fields out of a body; the report says so of each that was there.</summary>
    public void Apply(JsonObject body, WireRequest call)
    {
        if (!_fields.TryGetValue(call.Model.WireId, out var fields))
        {
            return;
        }

        foreach (var field in fields)
        {
            if (!body.TryGetPropertyValue(field, out var value))
            {
                continue;
            }

            body.Remove(field);
            if (OtherName(field) is { } other && !fields.Contains(other))
            {
                body.TryAdd(other, value);
            }
            else
            {
                call.Report.Unsupported(call.Request, field, "the server refused it.");
            }
        }
    }

    private static string? OtherName(string field) => field switch
    {
        "max_tokens" => "max_completion_tokens",
        "max_completion_tokens" => "max_tokens",
        _ => null,
    };

    private static bool IsRefusal(ModelException error) =>
        error.ProviderCode is "unsupported_parameter" or "unsupported_value" or "unknown_parameter" or "extra_forbidden"
        || Array.Exists(Refusals, r => error.ProviderMessage?.Contains(r, StringComparison.OrdinalIgnoreCase) == true);
}
