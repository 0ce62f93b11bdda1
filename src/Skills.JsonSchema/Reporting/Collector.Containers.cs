using System.Runtime.InteropServices;
using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Evaluation;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Reporting;

/// <content>Arrays and objects.</content>
internal sealed partial class Collector
{
    private void CheckArray(ref Trace? trace, SchemaNode node, ArrayRules rules, JsonElement value, bool[]? marks)
    {
        var count = value.GetArrayLength();
        if (count < rules.MinItems)
        {
            Fail(ref trace, node, Keyword.MinItems, Messages.TooFewItems(count, rules.MinItems));
        }

        if (count > rules.MaxItems)
        {
            Fail(ref trace, node, Keyword.MaxItems, Messages.TooManyItems(count, rules.MaxItems));
        }

        if (rules.Unique && Duplicates.Find(value, _buffers.Scratch) is { } pair)
        {
            Fail(ref trace, node, Keyword.UniqueItems, Messages.Duplicate(pair.First, pair.Second, value[pair.Second]));
        }

        CheckItems(ref trace, node, rules, value, marks);
        if (rules.Contains is not null)
        {
            CheckContains(ref trace, node, rules, value, marks);
        }
    }

    private void CheckItems(ref Trace? trace, SchemaNode node, ArrayRules rules, JsonElement value, bool[]? marks)
    {
        List<Trace>? prefix = null;
        List<Trace>? rest = null;
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var inPrefix = index < rules.Prefix.Length;
            var schema = inPrefix ? rules.Prefix[index] : rules.Rest;
            if (schema is null || IsFull)
            {
                break;
            }

            _path.Push(index);
            var child = Check(schema, item, null);
            _path.Pop();
            if (inPrefix)
            {
                Keep(ref prefix, child);
            }
            else
            {
                Keep(ref rest, child);
            }

            Mark(marks, index++);
        }

        // Errors name the keyword as the schema has it: before 2020-12 the list is under "items".
        var modern = node.Resource.Dialect.Draft == JsonSchemaDraft.Draft202012;
        Conclude(ref trace, node, modern ? Keyword.PrefixItems : Keyword.Items, prefix, Failed(prefix));
        Conclude(ref trace, node, rules.Rest?.Via ?? Keyword.Items, rest, Failed(rest));
    }

    private void CheckContains(ref Trace? trace, SchemaNode node, ArrayRules rules, JsonElement value, bool[]? marks)
    {
        var found = 0;
        var index = 0;
        List<Trace>? children = null;
        foreach (var item in value.EnumerateArray())
        {
            bool passes;
            if (_full)
            {
                _path.Push(index);
                var child = Check(rules.Contains!, item, null)!;
                _path.Pop();
                passes = child.IsValid;
                Keep(ref children, child);
            }
            else
            {
                passes = Passes(rules.Contains!, item);
            }

            if (passes)
            {
                found++;
                if (rules.ContainsEvaluates)
                {
                    Mark(marks, index);
                }
            }

            index++;
        }

        Conclude(ref trace, node, Keyword.Contains, children?.FindAll(static child => child.IsValid), failed: false);
        if (found < rules.MinContains)
        {
            Fail(ref trace, node, rules.MinContains == 1 ? Keyword.Contains : Keyword.MinContains, Messages.TooFewMatches(found, rules.MinContains, rules.Contains!));
        }

        if (found > rules.MaxContains)
        {
            Fail(ref trace, node, Keyword.MaxContains, Messages.TooManyMatches(found, rules.MaxContains, rules.Contains!));
        }
    }

    private void CheckObject(ref Trace? trace, SchemaNode node, ObjectRules rules, JsonElement value, bool[]? marks)
    {
        var count = value.GetPropertyCount();
        if (count < rules.MinProperties)
        {
            Fail(ref trace, node, Keyword.MinProperties, Messages.TooFewProperties(count, rules.MinProperties));
        }

        if (count > rules.MaxProperties)
        {
            Fail(ref trace, node, Keyword.MaxProperties, Messages.TooManyProperties(count, rules.MaxProperties));
        }

        var seen = rules.Names is null ? [] : new bool[rules.Names.Count];
        CheckMembers(ref trace, node, rules, value, marks, seen);
        for (var name = 0; name < seen.Length; name++)
        {
            if (!seen[name] && rules.IsRequired(name))
            {
                Fail(ref trace, node, Keyword.Required, Messages.Missing(rules.Names![name]));
            }
        }

        foreach (var dependent in rules.Dependents)
        {
            if (seen[dependent.Trigger])
            {
                CheckDependent(ref trace, node, rules, dependent, value, marks, seen);
            }
        }
    }

    private void CheckDependent(
        ref Trace? trace, SchemaNode node, ObjectRules rules, DependentRule dependent, JsonElement value, bool[]? marks, bool[] seen)
    {
        foreach (var required in dependent.Required)
        {
            if (!seen[required])
            {
                Fail(ref trace, node, dependent.Keyword, Messages.MissingBeside(rules.Names![required], rules.Names[dependent.Trigger]));
            }
        }

        if (dependent.Node is { } schema)
        {
            CheckOne(ref trace, node, dependent.Keyword, schema, value, marks);
        }
    }

    private void CheckMembers(ref Trace? trace, SchemaNode node, ObjectRules rules, JsonElement value, bool[]? marks, bool[] seen)
    {
        if (!rules.VisitsMembers)
        {
            return;
        }

        var members = new MemberTraces();
        var ordinal = 0;
        foreach (var property in value.EnumerateObject())
        {
            if (IsFull)
            {
                break;
            }

            var raw = JsonMarshal.GetRawUtf8PropertyName(property);
            var index = rules.Names?.FindRaw(raw) ?? -1;
            if (index >= 0)
            {
                seen[index] = true;
            }

            _path.Push(property);
            var covered = CheckMember(members, rules, index, raw, property.Value);
            _path.Pop();
            if (covered)
            {
                Mark(marks, ordinal);
            }

            if (rules.PropertyNames is { } names && !_full && !NameEvaluation.Valid(_schema, _buffers, names, raw, ref _steps, ref _depth))
            {
                Fail(ref trace, node, Keyword.PropertyNames, Messages.Name(raw, CheckName(names, raw)));
            }
            else if (rules.PropertyNames is not null && _full)
            {
                Keep(ref members.Names, CheckName(rules.PropertyNames, raw));
            }

            ordinal++;
        }

        Conclude(ref trace, node, Keyword.Properties, members.Properties, Failed(members.Properties));
        Conclude(ref trace, node, Keyword.PatternProperties, members.Patterns, Failed(members.Patterns));
        Conclude(ref trace, node, Keyword.AdditionalProperties, members.Additional, Failed(members.Additional));
        Conclude(ref trace, node, Keyword.PropertyNames, members.Names, Failed(members.Names));
    }

    private bool CheckMember(MemberTraces members, ObjectRules rules, int index, ReadOnlySpan<byte> raw, JsonElement value)
    {
        var covered = false;
        if (index >= 0 && rules.Properties[index] is { } property)
        {
            covered = true;
            Keep(ref members.Properties, Check(property, value, null));
        }

        if (rules.Patterns.Length > 0)
        {
            var text = Utf8Text.HasEscape(raw) ? Utf8Text.ToBytes(raw) : raw;
            Charge(rules.Patterns.Length);
            foreach (var (pattern, schema) in rules.Patterns)
            {
                if (pattern.IsMatch(text, ref _steps))
                {
                    covered = true;
                    Keep(ref members.Patterns, Check(schema, value, null));
                }
            }
        }

        if (!covered && rules.Additional is { } additional)
        {
            covered = true;
            Keep(ref members.Additional, Check(additional, value, null));
        }

        return covered;
    }

    /// <summary>Evaluates a property name as a string of its own, at the place of its object.</summary>
    private Trace? CheckName(SchemaNode node, ReadOnlySpan<byte> raw)
    {
        var text = new byte[raw.Length + 2];
        text[0] = text[^1] = (byte)'"';
        raw.CopyTo(text.AsSpan(1));
        var outer = _inName;
        _inName = true;
        var trace = Check(node, JsonElement.Parse(text), null);
        _inName = outer;
        return trace;
    }

    private void CheckUnevaluated(ref Trace? trace, SchemaNode node, JsonElement value, bool[] marks)
    {
        List<Trace>? children = null;
        var index = 0;
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                if (!marks[index] && !IsFull)
                {
                    _path.Push(index);
                    Keep(ref children, Check(node.Arrays!.Unevaluated!, item, null));
                    _path.Pop();
                }

                index++;
            }

            Conclude(ref trace, node, Keyword.UnevaluatedItems, children, Failed(children));
            return;
        }

        foreach (var property in value.EnumerateObject())
        {
            if (!marks[index++] && !IsFull)
            {
                _path.Push(property);
                Keep(ref children, Check(node.Objects!.Unevaluated!, property.Value, null));
                _path.Pop();
            }
        }

        Conclude(ref trace, node, Keyword.UnevaluatedProperties, children, Failed(children));
    }

    private static bool Failed(List<Trace>? children) => children is not null && children.Exists(static child => !child.IsValid);

    private static void Mark(bool[]? marks, int index)
    {
        if (marks is not null)
        {
            marks[index] = true;
        }
    }

    /// <summary>What the properties of one object came to, by keyword.</summary>
    private sealed class MemberTraces
    {
        public List<Trace>? Properties;
        public List<Trace>? Patterns;
        public List<Trace>? Additional;
        public List<Trace>? Names;
    }
}
