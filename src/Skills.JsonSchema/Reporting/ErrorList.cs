using System.Runtime.CompilerServices;
using Skills.JsonSchema.Compilation;

namespace Skills.JsonSchema.Reporting;

/// <summary>Turns the record of a failed evaluation into a list of errors, one a fault.</summary>
internal sealed class ErrorList
{
    // A record that several ways lead to is read once and reported once. Null when there is none, which is nearly always.
    private readonly Dictionary<Trace, List<SchemaError>>? _known;
    private readonly int _most;

    private ErrorList(bool hasShared, int most)
    {
        _known = hasShared ? new(ReferenceEqualityComparer.Instance) : null;
        _most = most;
    }

    /// <param name="collected">The record of an instance that is not valid.</param>
    /// <param name="most">How many errors are wanted; the list may be one longer.</param>
    public static List<SchemaError> From(Collected collected, int most) => new ErrorList(collected.HasShared, most).From(collected.Trace!);

    private List<SchemaError> From(Trace trace)
    {
        if (_known is not null && _known.TryGetValue(trace, out var known))
        {
            return known;
        }

        var errors = new List<SchemaError>();
        Add(errors, trace, _known is null ? null : [], "");
        _known?.Add(trace, errors);
        return errors;
    }

    private void Add(List<SchemaError> errors, Trace trace, HashSet<Trace>? told, string reason)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (told is not null && !told.Add(trace))
        {
            return;
        }

        foreach (var keyword in trace.Keywords)
        {
            if (!keyword.IsValid && errors.Count <= _most)
            {
                Add(errors, trace, keyword, told, reason);
            }
        }
    }

    private void Add(List<SchemaError> errors, Trace trace, KeywordTrace keyword, HashSet<Trace>? told, string reason)
    {
        if (keyword.Message is { } message)
        {
            errors.Add(new(keyword.InstanceLocation, trace.Node.Location(keyword.Keyword), keyword.Name, message + reason));
            return;
        }

        if (keyword.Alternatives > 0)
        {
            errors.Add(Alternatives(trace, keyword, reason));
            return;
        }

        reason = keyword.Keyword is Keyword.Then or Keyword.Else && reason.Length == 0
            ? Messages.Condition(trace.Node.InPlace!.If!, holds: keyword.Keyword == Keyword.Then)
            : reason;
        foreach (var child in keyword.Children)
        {
            if (child.IsValid || errors.Count > _most)
            {
                continue;
            }

            if (child.Node.IsFalse && IsOfMembers(keyword.Keyword))
            {
                errors.Add(Forbidden(trace, keyword, child, reason));
            }
            else
            {
                Add(errors, child, told, reason);
            }
        }
    }

    private static bool IsOfMembers(Keyword keyword) =>
        keyword is Keyword.AdditionalProperties or Keyword.UnevaluatedProperties or Keyword.Properties or Keyword.PatternProperties;

    private static SchemaError Forbidden(Trace trace, KeywordTrace keyword, Trace child, string reason)
    {
        var location = child.Keywords[0].InstanceLocation;
        var slash = location.LastIndexOf('/');
        var name = PointerText.Unescape(location[(slash + 1)..]);
        return new(location[..slash], child.Node.Location(), keyword.Name, Messages.NotAllowed(name, trace.Node) + reason) { ForbiddenProperty = name };
    }

    private SchemaError Alternatives(Trace trace, KeywordTrace keyword, string reason)
    {
        var location = trace.Node.Location(keyword.Keyword);
        if (keyword.TagFault is { } fault)
        {
            var cause = CauseOf(fault, keyword.InstanceLocation);
            return new(keyword.InstanceLocation, location, keyword.Name, Messages.NoneHasTheTag(keyword.Alternatives, cause) + reason) { Causes = [cause] };
        }

        Trace? nearest = null;
        List<SchemaError> causes = [];
        var best = (int.MinValue, 0, 0);
        foreach (var child in keyword.Children)
        {
            var errors = From(child);
            var nearness = Nearness(keyword, errors);
            if (nearest is null || nearness.CompareTo(best) > 0)
            {
                (nearest, causes, best) = (child, errors, nearness);
            }
        }

        var message = Messages.NoneMatches(keyword.Alternatives, nearest?.Node, causes);
        return new(keyword.InstanceLocation, location, keyword.Name, message + reason) { Causes = causes };
    }

    private static SchemaError CauseOf(TagFault fault, string owner)
    {
        var place = fault.Value is null ? owner : $"{owner}/{PointerText.Escape(fault.Name)}";
        return new(place, fault.Schema.Location(), fault.Value is null ? "required" : "enum", Messages.Tag(fault));
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
