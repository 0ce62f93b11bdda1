namespace Skills.Engine;

/// <summary>Limits of validation rules, bound from <c>SkillsEngine:Rules</c>.</summary>
public sealed class SkillRuleOptions
{
    /// <summary>Hosts that <c>http</c> rules may post to, such as <c>rules.example.com</c> or <c>*.example.com</c>. Set them where skill files come from authors you trust less than the host.</summary>
    /// <value>Default none, which allows every host and address.</value>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Whether an allowed host may have a loopback, private or link-local address. Read only with <see cref="AllowedHosts"/>: the address is checked when the connection is made, and a proxy is not used.</summary>
    /// <value>Default false.</value>
    public bool AllowPrivateAddresses { get; set; }
}
