using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Skills.Jinja;
using Skills.Json;
using Skills.JsonSchema;

namespace Skills.Engine.Outputs;

/// <summary>Conditions that a schema states under <c>x-assert</c>: Jinja2 expressions over <c>this</c>, the value at their place.</summary>
internal sealed class SchemaAsserts
{
    private const string Keyword = "x-assert";

    private readonly JinjaEnvironment _environment = new();
    private readonly ConcurrentDictionary<string, JinjaExpression?> _conditions = new(StringComparer.Ordinal);
    private readonly SchemaView _root;

    private SchemaAsserts(SchemaView root) => _root = root;

    /// <summary>Returns the conditions of a schema; null when it has none.</summary>
    public static SchemaAsserts? Of(JsonElement schema) =>
        schema.GetRawText().Contains(Keyword, StringComparison.Ordinal) ? new(SchemaView.Of(schema)) : null;

    /// <summary>Returns the conditions that a valid value does not meet.</summary>
    public IReadOnlyList<SkillError> Check(JsonElement value)
    {
        var errors = new List<SkillError>();
        Check(_root, value, "", errors);
        return errors;
    }

    private void Check(SchemaView view, JsonElement value, string path, List<SkillError> errors)
    {
        var place = view.For(value);
        foreach (var text in place.FindAll(Keyword).Where(static list => list.ValueKind == JsonValueKind.Array).SelectMany(static list => list.EnumerateArray()).Select(Text))
        {
            if (!Holds(_conditions.GetOrAdd(text, Compile), value))
            {
                errors.Add(new("output.x-assert", SkillStep.ValidateOutput, path, $"The condition {text} does not hold."));
            }
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                CheckBelow(place.Property(member.Name), member.Value, $"{path}/{JsonPointer.Escape(member.Name)}", errors);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                CheckBelow(place.Item(index), item, string.Create(CultureInfo.InvariantCulture, $"{path}/{index}"), errors);
                index++;
            }
        }
    }

    private void CheckBelow(SchemaView? view, JsonElement value, string path, List<SkillError> errors)
    {
        if (view is not null)
        {
            Check(view, value, path, errors);
        }
    }

    // A condition is a text, or a list whose last item is the text.
    private static string Text(JsonElement condition) =>
        condition.ValueKind == JsonValueKind.Array && condition.GetArrayLength() > 0 ? condition[condition.GetArrayLength() - 1].ToString() : condition.ToString();

    private JinjaExpression? Compile(string condition)
    {
        try
        {
            return _environment.CompileExpression(condition);
        }
        catch (JinjaException)
        {
            // A condition that cannot be read holds for no value, so it is reported with every value.
            return null;
        }
    }

    private static bool Holds(JinjaExpression? condition, JsonElement value)
    {
        try
        {
            return condition is not null && condition.EvaluateBool(new Dictionary<string, object?> { ["this"] = value });
        }
        catch (JinjaException)
        {
            return false;
        }
    }
}
