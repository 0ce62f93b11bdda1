using System.Globalization;

namespace Skills.Replies;

/// <summary>Shows that the switch reached the process in which <see cref="WithoutIcuTests"/> runs the others.</summary>
public class ProcessWithoutIcuTests
{
    [Fact]
    public void CulturesAreMissingExactlyWhenTheSwitchIsOn()
    {
        var isOn = Environment.GetEnvironmentVariable("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT") == "1";

        Assert.Equal(isOn, Record.Exception(static () => CultureInfo.GetCultureInfo("de-DE")) is CultureNotFoundException);
    }
}
