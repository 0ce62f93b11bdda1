using System.Text.Json;
using Skills.JsonSchema.Compilation;
using Skills.JsonSchema.Instances;
using Skills.JsonSchema.Values;

namespace Skills.JsonSchema.Evaluation;

/// <content>Arrays.</content>
internal ref partial struct Evaluator<TDoc, TValue, TMembers, TItems>
{
    private const int FewItems = 12;

    private bool ArrayValid(SchemaNode node, TValue value, int marks)
    {
        Enter(node);
        var rules = node.Arrays;
        var own = marks;
        var words = 0;
        if (marks != NoMarks || rules?.Unevaluated is not null)
        {
            words = WordsFor(_doc.Count(value, JsonValueKind.Array));
        }

        if (rules?.Unevaluated is not null)
        {
            own = Buffers.Take(words);
        }

        var valid = (node.Values is null || ContainerEquals(node, _doc.Raw(value)))
            && (rules is null || ItemsValid(rules, value, own, words))
            && (node.InPlace is null || InPlaceValid(node.InPlace, node, value, own, words))
            && (rules?.Unevaluated is null || UnevaluatedItemsValid(rules.Unevaluated, value, own));
        if (rules?.Unevaluated is not null)
        {
            Buffers.GiveBack(own);
            if (valid)
            {
                // 2020-12 core, section 11.2: unevaluatedItems evaluates all that was left.
                MarkAll(marks, words);
            }
        }

        _depth--;
        return valid;
    }

    private bool ItemsValid(ArrayRules rules, TValue value, int marks, int words)
    {
        var count = _doc.Count(value, JsonValueKind.Array);
        if (count < rules.MinItems || count > rules.MaxItems)
        {
            return false;
        }

        if ((rules.Prefix.Length > 0 || rules.Rest is not null) && !EachItemValid(rules, value, marks))
        {
            return false;
        }

        // Section 10.3.1.2: "items" evaluates all that follows "prefixItems".
        if (rules.Rest is not null && count > rules.Prefix.Length)
        {
            MarkAll(marks, words);
        }

        return (rules.Contains is null || ContainsValid(rules, value, marks))
            && (!rules.Unique || count < 2 || Distinct(value, count));
    }

    private bool EachItemValid(ArrayRules rules, TValue value, int marks)
    {
        var index = 0;
        var items = _doc.Items(value);
        while (_doc.Next(ref items, out var item))
        {
            var node = rules.Rest;
            if (index < rules.Prefix.Length)
            {
                node = rules.Prefix[index];
                Mark(marks, index);
            }
            else if (node is null)
            {
                return true;
            }

            if (!Valid(node!, item, NoMarks))
            {
                return false;
            }

            index++;
        }

        return true;
    }

    private bool ContainsValid(ArrayRules rules, TValue value, int marks)
    {
        var index = 0;
        var found = 0;
        // Section 10.3.1.3: what "contains" accepts counts as evaluated, so none may be left out where that is asked.
        var needsAll = rules.MaxContains != long.MaxValue || (marks != NoMarks && rules.ContainsEvaluates);
        var items = _doc.Items(value);
        while ((needsAll || found < rules.MinContains) && _doc.Next(ref items, out var item))
        {
            if (Valid(rules.Contains!, item, NoMarks))
            {
                found++;
                if (rules.ContainsEvaluates)
                {
                    Mark(marks, index);
                }
            }

            index++;
        }

        return found >= rules.MinContains && found <= rules.MaxContains;
    }

    private bool UnevaluatedItemsValid(SchemaNode node, TValue value, int marks)
    {
        var index = 0;
        Charge(_doc.Count(value, JsonValueKind.Array));
        var items = _doc.Items(value);
        while (_doc.Next(ref items, out var item))
        {
            if (!IsMarked(marks, index++) && !Valid(node, item, NoMarks))
            {
                return false;
            }
        }

        return true;
    }

    private bool Distinct(TValue array, int count)
    {
        if (count <= FewItems && TryDistinctScalars(array, out var distinct))
        {
            return distinct;
        }

        var raw = _doc.Raw(array);
        Charge(raw.Length >> 3);
        var tape = Buffers.Scratch;
        tape.ReadParsed(raw);
        return DeepValue.AllDistinct(new TapeInstance(raw, tape.Rows), 0);
    }

    /// <summary>Compares the items of a short array pairwise, provided none is a container.</summary>
    private bool TryDistinctScalars(TValue array, out bool distinct)
    {
        distinct = true;
        var index = 0;
        var items = _doc.Items(array);
        while (_doc.Next(ref items, out var item))
        {
            var kind = _doc.Kind(item);
            if (kind is JsonValueKind.Object or JsonValueKind.Array)
            {
                return false;
            }

            var others = _doc.Items(array);
            for (var i = 0; i < index && _doc.Next(ref others, out var other); i++)
            {
                // Section 4.2.2: numbers are equal when their values are, such as 1 and 1.0.
                distinct &= _doc.Kind(other) != kind || !DeepValue.EqualScalars(kind, _doc.Raw(item), _doc.Raw(other));
            }

            index++;
        }

        return true;
    }
}
