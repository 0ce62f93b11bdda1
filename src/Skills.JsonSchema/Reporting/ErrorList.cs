using System.Runtime.CompilerServices;
using Skills.JsonSchema.Compilation;

namespace Skills.JsonSchema.Reporting;

/// <summary>Turns the record of a failed evaluation into a list of errors, one a fault.</summary>
internal static class ErrorList
{
    public static List<SchemaError> From(Trace trace)
    {
        var errors = new List<SchemaError>();
        Add(errors, trace);
        return errors;
    }

    private static void Add(List<SchemaError> errors, Trace trace)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        foreach (var keyword in trace.Keywords)
        {
            if (!keyword.IsValid)
            {
                Add(errors, trace, keyword);
            }
        }
    }

    private static void Add(List<SchemaError> errors, Trace trace, KeywordTrace keyword)
    {
        if (keyword.Message is { } message)
        {
            errors.Add(new(keyword.InstanceLocation, trace.Node.Location(keyword.Keyword), keyword.Name, message));
            return;
        }

        if (keyword.Keyword is Keyword.AnyOf or Keyword.OneOf)
        {
            errors.Add(Alternatives(trace, keyword));
            return;
        }

        foreach (var child in keyword.Children)
        {
            if (child.IsValid)
            {
                continue;
            }

            if (child.Node.IsFalse && IsOfMembers(keyword.Keyword))
            {
                errors.Add(Forbidden(trace, keyword, child));
            }
            else
            {
                Add(errors, child);
            }
        }
    }

    private static bool IsOfMembers(Keyword keyword) =>
        keyword is Keyword.AdditionalProperties or Keyword.UnevaluatedProperties or Keyword.Properties or Keyword.PatternProperties;

    private static SchemaError Forbidden(Trace trace, KeywordTrace keyword, Trace child)
    {
        var location = child.Keywords[0].InstanceLocation;
        var slash = location.LastIndexOf('/');
        var name = PointerText.Unescape(location[(slash + 1)..]);
        return new(location[..slash], child.Node.Location(), keyword.Name, Messages.NotAllowed(name, trace.Node));
    }

    private static SchemaError Alternatives(Trace trace, KeywordTrace keyword)
    {
        var nearest = 0;
        var causes = new List<SchemaError>();
        var best = (int.MinValue, 0, 0);
        for (var i = 0; i < keyword.Children.Count; i++)
        {
            var errors = From(keyword.Children[i]);
            var nearness = Nearness(keyword, errors);
            if (causes.Count == 0 || nearness.CompareTo(best) > 0)
            {
                (nearest, causes, best) = (i, errors, nearness);
            }
        }

        var message = Messages.NoneMatches(keyword.Children.Count, nearest, causes);
        return new(keyword.InstanceLocation, trace.Node.Location(keyword.Keyword), keyword.Name, message) { Causes = causes };
    }

    // Alternatives told apart by a constant or a type are out first; then the deepest fault, then the fewest.
    private static (int Kind, int Depth, int Count) Nearness(KeywordTrace keyword, List<SchemaError> errors)
    {
        var kind = 0;
        var depth = 0;
        foreach (var error in errors)
        {
            var steps = error.InstanceLocation.AsSpan(keyword.InstanceLocation.Length).Count('/');
            depth = Math.Max(depth, steps);
            if (error.Keyword == "type" && steps == 0)
            {
                kind = -2;
            }
            else if (error.Keyword is "const" or "enum" && steps <= 1)
            {
                kind = Math.Min(kind, -1);
            }
        }

        return (kind, depth, -errors.Count);
    }
}
