namespace Skills.Replies.Renditions;

/// <summary>Cuts a reply that runs on after a token that ends it.</summary>
internal static class EndToken
{
    private static readonly string[] Tokens = ["<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_text|>", "<end_of_turn>", "<|END_OF_TURN_TOKEN|>", "<|return|>", "</s>", "<eos>"];

    public static string? Cut(string text)
    {
        var first = Tokens.Select(token => text.IndexOf(token, StringComparison.Ordinal)).Where(static at => at > 0).DefaultIfEmpty(-1).Min();
        return first < 0 ? null : text[..first];
    }
}
