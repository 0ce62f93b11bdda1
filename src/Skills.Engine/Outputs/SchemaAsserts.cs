using System.Globalization;
using System.Text.Json;
using Skills.Jinja;
using Skills.Replies.Alignment;

namespace Skills.Engine.Outputs;

/// <summary>Conditions a schema states under <c>x-assert</c>: Jinja2 expressions over <c>this</c>, the value at their place.</summary>
internal sealed class SchemaAsserts
{
    private static readonly JinjaEnvironment Environment = new();
    private readonly SchemaShape _root;
    private readonly Dictionary<SchemaShape, IReadOnlyList<(string Text, JinjaExpression? Condition)>> _conditions = [];

    private SchemaAsserts(SchemaShape root) => _root = root;

    /// <summary>The conditions of a shape; null when it has none.</summary>
    public static SchemaAsserts? Of(SchemaShape root)
    {
        var asserts = new SchemaAsserts(root);
        asserts.Collect(root, []);
        return asserts._conditions.Count > 0 ? asserts : null;
    }

    /// <summary>The conditions a value fails.</summary>
    public IReadOnlyList<SkillError> Check(JsonElement value)
    {
        var errors = new List<SkillError>();
        Check(_root, value, "", errors);
        return errors;
    }

    private void Collect(SchemaShape shape, HashSet<SchemaShape> seen)
    {
        if (!seen.Add(shape))
        {
            return;
        }

        if (shape.Asserts.Count > 0)
        {
            _conditions[shape] = [.. shape.Asserts.Select(static a => (a, Compile(a)))];
        }

        foreach (var child in shape.Properties.Values.Concat(shape.PrefixItems).Concat(shape.Branches))
        {
            Collect(child, seen);
        }

        foreach (var child in new[] { shape.Items, shape.Additional })
        {
            if (child is not null)
            {
                Collect(child, seen);
            }
        }
    }

    private static JinjaExpression? Compile(string condition)
    {
        try
        {
            return Environment.CompileExpression(condition);
        }
        catch (JinjaException)
        {
            // Reported with every value it would have judged: a condition that cannot be read holds for none.
            return null;
        }
    }

    private void Check(SchemaShape shape, JsonElement value, string path, List<SkillError> errors)
    {
        foreach (var (text, condition) in _conditions.GetValueOrDefault(shape, []))
        {
            if (!Holds(condition, value))
            {
                errors.Add(new("output.x-assert", SkillStep.ValidateOutput, path, $"The condition {text} does not hold."));
            }
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                if ((shape.Properties.GetValueOrDefault(member.Name) ?? shape.Additional) is { } child)
                {
                    Check(child, member.Value, $"{path}/{JsonReplacement.Escape(member.Name)}", errors);
                }
            }
        }
        else if (value.ValueKind == JsonValueKind.Array && shape.Items is { } items)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                Check(items, item, string.Create(CultureInfo.InvariantCulture, $"{path}/{index++}"), errors);
            }
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
