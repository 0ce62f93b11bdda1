namespace Skills.Engine.AspNetCore.Responses;

/// <summary>Values for header fields: what HTTP does not take there is replaced, so that no skill or model name can break or forge a header.</summary>
internal static class HeaderText
{
    public static string Of(string value) => string.Create(value.Length, value, static (to, from) =>
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = from[i] is >= ' ' and <= '~' ? from[i] : '?';
        }
    });
}
