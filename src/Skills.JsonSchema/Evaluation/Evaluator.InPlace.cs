using System.Text.Json;
using Skills.JsonSchema.Compilation;

namespace Skills.JsonSchema.Evaluation;

/// <content>Schemas applied to the same value.</content>
internal ref partial struct Evaluator<TDoc, TValue, TMembers, TItems>
{
    private bool InPlaceValid(InPlaceRules rules, SchemaNode node, TValue value, int marks, int words)
    {
        Enter(node);
        var valid = (rules.Ref is null || Valid(rules.Ref, value, marks))
            && (rules.Dynamic is null || Valid(Target(rules.Dynamic), value, marks))
            && AllValid(rules.AllOfPlans, value, marks)
            && (rules.AnyOf.Length == 0 || AnyValid(rules.AnyOfPlans, value, marks, words))
            && (rules.OneOf.Length == 0 || OneValid(rules.OneOf, value, marks, words))
            // Under "not" nothing is marked: a schema that fails has no annotations (2020-12 core, section 7.7.1.2).
            && (rules.Not is null || !Valid(rules.Not, value, NoMarks))
            && (rules.If is null || ConditionValid(rules, value, marks, words));
        _depth--;
        return valid;
    }

    private bool AllValid(SchemaNode[] branches, TValue value, int marks)
    {
        foreach (var branch in branches)
        {
            if (!Valid(branch, value, marks))
            {
                return false;
            }
        }

        return true;
    }

    private bool AnyValid(SchemaNode[] branches, TValue value, int marks, int words)
    {
        var any = false;
        foreach (var branch in branches)
        {
            if (BranchValid(branch, value, marks, words))
            {
                // Section 10.2.1.2: when annotations are collected, every branch has to be looked at.
                any = true;
                if (marks == NoMarks)
                {
                    return true;
                }
            }
        }

        return any;
    }

    private bool OneValid(SchemaNode[] branches, TValue value, int marks, int words)
    {
        var one = false;
        foreach (var branch in branches)
        {
            if (BranchValid(branch, value, marks, words))
            {
                if (one)
                {
                    return false;
                }

                one = true;
            }
        }

        return one;
    }

    private bool ConditionValid(InPlaceRules rules, TValue value, int marks, int words)
    {
        // Section 10.2.2.1: alone, "if" decides nothing. It still marks what it evaluates.
        if (rules.Then is null && rules.Else is null && marks == NoMarks)
        {
            return true;
        }

        var consequence = BranchValid(rules.If!, value, marks, words) ? rules.Then : rules.Else;
        return consequence is null || Valid(consequence, value, marks);
    }

    /// <summary>Evaluates a schema that may fail without the whole failing: only if it passes do its marks count.</summary>
    private bool BranchValid(SchemaNode branch, TValue value, int marks, int words)
    {
        if (marks == NoMarks)
        {
            return Valid(branch, value, NoMarks);
        }

        var own = Buffers.Take(words);
        var valid = Valid(branch, value, own);
        if (valid)
        {
            var all = Buffers.Words;
            for (var i = 0; i < words; i++)
            {
                all[marks + i] |= all[own + i];
            }
        }

        Buffers.GiveBack(own);
        return valid;
    }

    private void Mark(int marks, int index)
    {
        if (marks != NoMarks)
        {
            Buffers.Words[marks + (index >> 6)] |= 1UL << index;
        }
    }

    private bool IsMarked(int marks, int index) => (Buffers.Words[marks + (index >> 6)] & (1UL << index)) != 0;

    private void MarkAll(int marks, int words)
    {
        if (marks != NoMarks)
        {
            Buffers.Words.Slice(marks, words).Fill(ulong.MaxValue);
        }
    }

    private static int WordsFor(int count) => (count + 63) >> 6;
}
