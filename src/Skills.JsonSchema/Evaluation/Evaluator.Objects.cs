using System.Buffers;
using System.Numerics;
using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Patterns;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Evaluation;

/// <content>Objects. Properties that appear twice are each checked and counted.</content>
internal ref partial struct Evaluator<TDoc, TValue, TMembers, TItems>
{
    private bool ObjectValid(SchemaNode node, TValue value, int marks)
    {
        var rules = node.Objects;
        if (rules is not null && marks == NoMarks && rules.Unevaluated is null && rules.IsPlain && node.InPlace is null && node.Values is null)
        {
            Enter(node);
            var plain = PlainMembersValid(rules, value);
            _depth--;
            return plain;
        }

        Enter(node);
        var own = marks;
        var words = 0;
        if (marks != NoMarks || rules?.Unevaluated is not null)
        {
            words = WordsFor(_doc.Count(value, JsonValueKind.Object));
        }

        if (rules?.Unevaluated is not null)
        {
            own = Buffers.Take(words);
        }

        var valid = (node.Values is null || ContainerEquals(node, _doc.Raw(value)))
            && (rules is null || MembersValid(rules, value, own))
            && (rules is null || rules.Dependents.Length == 0 || DependentsValid(rules, value, own))
            && (node.InPlace is null || InPlaceValid(node.InPlace, node, value, own, words))
            && (rules?.Unevaluated is null || UnevaluatedMembersValid(rules.Unevaluated, value, own));
        if (rules?.Unevaluated is not null)
        {
            Buffers.GiveBack(own);
            if (valid)
            {
                // 2020-12 core, section 11.3: unevaluatedProperties evaluates all that was left.
                MarkAll(marks, words);
            }
        }

        _depth--;
        return valid;
    }

    /// <summary>The common case: at most 64 names, and of keywords only properties, required and additionalProperties.</summary>
    private bool PlainMembersValid(ObjectRules rules, TValue value)
    {
        ulong seen = 0;
        var names = rules.Names!;
        var properties = rules.Properties;
        var members = _doc.Members(value);
        while (_doc.Next(ref members, out var name, out var member))
        {
            Charge(1);
            var index = names.FindRaw(name);
            SchemaNode? node;
            if ((uint)index < (uint)properties.Length)
            {
                seen |= 1UL << index;
                node = properties[index];
                if (node is null)
                {
                    node = rules.Additional;
                }
            }
            else
            {
                node = rules.Additional;
            }

            if (node is not null && !Valid(node, member, NoMarks))
            {
                return false;
            }
        }

        return (seen & rules.RequiredWord) == rules.RequiredWord;
    }

    private bool MembersValid(ObjectRules rules, TValue value, int marks)
    {
        if (rules.HasCounts)
        {
            var count = _doc.Count(value, JsonValueKind.Object);
            if (count < rules.MinProperties || count > rules.MaxProperties)
            {
                return false;
            }
        }

        if (!rules.VisitsMembers)
        {
            return true;
        }

        var missing = 0;
        foreach (var word in rules.Required)
        {
            missing += BitOperations.PopCount(word);
        }

        var seen = rules.Required.Length > 0 ? Buffers.Take(rules.Required.Length) : NoMarks;
        var valid = true;
        var ordinal = 0;
        var members = _doc.Members(value);
        while (valid && _doc.Next(ref members, out var name, out var member))
        {
            Charge(1);
            var index = rules.Names is null ? -1 : rules.Names.FindRaw(name);
            if (index >= 0 && rules.IsRequired(index) && !IsMarked(seen, index))
            {
                Mark(seen, index);
                missing--;
            }

            valid = MemberValid(rules, index, name, member, ordinal++, marks);
        }

        if (seen != NoMarks)
        {
            Buffers.GiveBack(seen);
        }

        return valid && missing == 0;
    }

    private bool MemberValid(ObjectRules rules, int index, scoped ReadOnlySpan<byte> name, TValue member, int ordinal, int marks)
    {
        var covered = false;
        if (index >= 0 && rules.Properties[index] is { } property)
        {
            if (!Valid(property, member, NoMarks))
            {
                return false;
            }

            covered = true;
        }

        if (rules.Patterns.Length > 0 && !PatternsValid(rules.Patterns, name, member, ref covered))
        {
            return false;
        }

        // Section 10.3.2.3: for names that neither "properties" nor "patternProperties" takes.
        if (!covered && rules.Additional is { } additional)
        {
            if (!Valid(additional, member, NoMarks))
            {
                return false;
            }

            covered = true;
        }

        if (covered)
        {
            Mark(marks, ordinal);
        }

        return rules.PropertyNames is null || NameValid(rules.PropertyNames, name);
    }

    private bool PatternsValid(PatternRule[] patterns, scoped ReadOnlySpan<byte> raw, TValue member, ref bool covered)
    {
        byte[]? rented = null;
        var text = raw;
        if (Utf8Text.HasEscape(raw))
        {
            rented = ArrayPool<byte>.Shared.Rent(raw.Length);
            text = rented.AsSpan(0, Utf8Text.Unescape(raw, rented));
        }

        var valid = true;
        Charge(patterns.Length);
        // Section 10.3.2.2: each pattern that matches applies its schema, not only the first.
        foreach (var (pattern, node) in patterns)
        {
            if (pattern.IsMatch(text, ref _steps))
            {
                covered = true;
                if (!Valid(node, member, NoMarks))
                {
                    valid = false;
                    break;
                }
            }
        }

        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return valid;
    }

    private bool NameValid(SchemaNode node, scoped ReadOnlySpan<byte> raw)
    {
        node = node.Plan;
        if (node.InPlace is null && !_scoped)
        {
            Charge(1);
            return (node.Types & JsonTypes.String) != 0 && StringValid(node, raw);
        }

        return NameEvaluation.Valid(_schema, Buffers, node, raw, ref _steps, ref _depth);
    }

    private bool DependentsValid(ObjectRules rules, TValue value, int marks)
    {
        var seen = Buffers.Take(rules.Required.Length);
        var members = _doc.Members(value);
        while (_doc.Next(ref members, out var name, out _))
        {
            var index = rules.Names!.FindRaw(name);
            if (index >= 0)
            {
                Mark(seen, index);
            }
        }

        var valid = true;
        Charge(rules.Dependents.Length + _doc.Count(value, JsonValueKind.Object));
        foreach (var dependent in rules.Dependents)
        {
            if (IsMarked(seen, dependent.Trigger))
            {
                foreach (var required in dependent.Required)
                {
                    valid &= IsMarked(seen, required);
                }

                valid = valid && (dependent.Node is null || Valid(dependent.Node, value, marks));
            }

            if (!valid)
            {
                break;
            }
        }

        Buffers.GiveBack(seen);
        return valid;
    }

    private bool UnevaluatedMembersValid(SchemaNode node, TValue value, int marks)
    {
        var ordinal = 0;
        Charge(_doc.Count(value, JsonValueKind.Object));
        var members = _doc.Members(value);
        while (_doc.Next(ref members, out _, out var member))
        {
            if (!IsMarked(marks, ordinal++) && !Valid(node, member, NoMarks))
            {
                return false;
            }
        }

        return true;
    }
}
