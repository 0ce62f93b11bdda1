using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import;

/// <summary>Sampling and length options under the names that other formats give them.</summary>
internal static class ModelOptionKeys
{
    private static readonly (string Ours, string[] Theirs)[] Names =
    [
        ("temperature", ["temperature"]),
        ("topP", ["topP", "top_p"]),
        ("topK", ["topK", "top_k"]),
        ("maxOutputTokens", ["maxOutputTokens", "max_tokens", "maxTokens", "max_completion_tokens", "max_output_tokens"]),
        ("stop", ["stopSequences", "stop_sequences", "stop"]),
        ("seed", ["seed"]),
        ("frequencyPenalty", ["frequencyPenalty", "frequency_penalty"]),
        ("presencePenalty", ["presencePenalty", "presence_penalty"]),
    ];

    public static FormBuilder From(ForeignKeys? keys, SkillNode origin)
    {
        var form = new FormBuilder(origin);
        foreach (var (ours, theirs) in keys is null ? [] : Names)
        {
            form.Add(ours, keys!.Take(theirs) switch
            {
                ScalarNode { Kind: ScalarKind.String } single when ours == "stop" => FormBuilder.List(single, [single]),
                ListNode { Items.Count: 0 } => null,
                var value => value,
            });
        }

        keys?.End();
        return form;
    }
}
