using System.Collections.Frozen;
using System.Globalization;

namespace Skills.Jinja.Builtins;

/// <summary>Case mappings that are longer than one character, or that .NET leaves out. From the Unicode data (SpecialCasing, CaseFolding).</summary>
internal static class CaseTables
{
    /// <summary>To upper case.</summary>
    internal static readonly FrozenDictionary<int, string> Upper = Read(
        "DF=SS 131=I 149=\u02bcN 17F=S 1F0=J\u030c 390=\u0399\u0308\u0301 3B0=\u03a5\u0308\u0301 587=\u0535\u0552 1E96=H\u0331 1E97=T\u0308 1E98=W\u030a " +
        "1E99=Y\u030a 1E9A=A\u02be 1F50=\u03a5\u0313 1F52=\u03a5\u0313\u0300 1F54=\u03a5\u0313\u0301 1F56=\u03a5\u0313\u0342 1F80=\u1f08\u0399 " +
        "1F81=\u1f09\u0399 1F82=\u1f0a\u0399 1F83=\u1f0b\u0399 1F84=\u1f0c\u0399 1F85=\u1f0d\u0399 1F86=\u1f0e\u0399 1F87=\u1f0f\u0399 1F88=\u1f08\u0399 " +
        "1F89=\u1f09\u0399 1F8A=\u1f0a\u0399 1F8B=\u1f0b\u0399 1F8C=\u1f0c\u0399 1F8D=\u1f0d\u0399 1F8E=\u1f0e\u0399 1F8F=\u1f0f\u0399 1F90=\u1f28\u0399 " +
        "1F91=\u1f29\u0399 1F92=\u1f2a\u0399 1F93=\u1f2b\u0399 1F94=\u1f2c\u0399 1F95=\u1f2d\u0399 1F96=\u1f2e\u0399 1F97=\u1f2f\u0399 1F98=\u1f28\u0399 " +
        "1F99=\u1f29\u0399 1F9A=\u1f2a\u0399 1F9B=\u1f2b\u0399 1F9C=\u1f2c\u0399 1F9D=\u1f2d\u0399 1F9E=\u1f2e\u0399 1F9F=\u1f2f\u0399 1FA0=\u1f68\u0399 " +
        "1FA1=\u1f69\u0399 1FA2=\u1f6a\u0399 1FA3=\u1f6b\u0399 1FA4=\u1f6c\u0399 1FA5=\u1f6d\u0399 1FA6=\u1f6e\u0399 1FA7=\u1f6f\u0399 1FA8=\u1f68\u0399 " +
        "1FA9=\u1f69\u0399 1FAA=\u1f6a\u0399 1FAB=\u1f6b\u0399 1FAC=\u1f6c\u0399 1FAD=\u1f6d\u0399 1FAE=\u1f6e\u0399 1FAF=\u1f6f\u0399 1FB2=\u1fba\u0399 " +
        "1FB3=\u0391\u0399 1FB4=\u0386\u0399 1FB6=\u0391\u0342 1FB7=\u0391\u0342\u0399 1FBC=\u0391\u0399 1FC2=\u1fca\u0399 1FC3=\u0397\u0399 1FC4=\u0389\u0399 " +
        "1FC6=\u0397\u0342 1FC7=\u0397\u0342\u0399 1FCC=\u0397\u0399 1FD2=\u0399\u0308\u0300 1FD3=\u0399\u0308\u0301 1FD6=\u0399\u0342 1FD7=\u0399\u0308\u0342 " +
        "1FE2=\u03a5\u0308\u0300 1FE3=\u03a5\u0308\u0301 1FE4=\u03a1\u0313 1FE6=\u03a5\u0342 1FE7=\u03a5\u0308\u0342 1FF2=\u1ffa\u0399 1FF3=\u03a9\u0399 " +
        "1FF4=\u038f\u0399 1FF6=\u03a9\u0342 1FF7=\u03a9\u0342\u0399 1FFC=\u03a9\u0399 FB00=FF FB01=FI FB02=FL FB03=FFI FB04=FFL FB05=ST FB06=ST " +
        "FB13=\u0544\u0546 FB14=\u0544\u0535 FB15=\u0544\u053b FB16=\u054e\u0546 FB17=\u0544\u053d ");

    /// <summary>To lower case.</summary>
    internal static readonly FrozenDictionary<int, string> Lower = Read(
        "130=i\u0307 ");

    /// <summary>To title case, where that is not upper case.</summary>
    internal static readonly FrozenDictionary<int, string> Title = Read(
        "DF=Ss 1C4=\u01c5 1C5=\u01c5 1C6=\u01c5 1C7=\u01c8 1C8=\u01c8 1C9=\u01c8 1CA=\u01cb 1CB=\u01cb 1CC=\u01cb 1F1=\u01f2 1F2=\u01f2 1F3=\u01f2 " +
        "587=\u0535\u0582 10D0=\u10d0 10D1=\u10d1 10D2=\u10d2 10D3=\u10d3 10D4=\u10d4 10D5=\u10d5 10D6=\u10d6 10D7=\u10d7 10D8=\u10d8 10D9=\u10d9 10DA=\u10da " +
        "10DB=\u10db 10DC=\u10dc 10DD=\u10dd 10DE=\u10de 10DF=\u10df 10E0=\u10e0 10E1=\u10e1 10E2=\u10e2 10E3=\u10e3 10E4=\u10e4 10E5=\u10e5 10E6=\u10e6 " +
        "10E7=\u10e7 10E8=\u10e8 10E9=\u10e9 10EA=\u10ea 10EB=\u10eb 10EC=\u10ec 10ED=\u10ed 10EE=\u10ee 10EF=\u10ef 10F0=\u10f0 10F1=\u10f1 10F2=\u10f2 " +
        "10F3=\u10f3 10F4=\u10f4 10F5=\u10f5 10F6=\u10f6 10F7=\u10f7 10F8=\u10f8 10F9=\u10f9 10FA=\u10fa 10FD=\u10fd 10FE=\u10fe 10FF=\u10ff 1F80=\u1f88 " +
        "1F81=\u1f89 1F82=\u1f8a 1F83=\u1f8b 1F84=\u1f8c 1F85=\u1f8d 1F86=\u1f8e 1F87=\u1f8f 1F88=\u1f88 1F89=\u1f89 1F8A=\u1f8a 1F8B=\u1f8b 1F8C=\u1f8c " +
        "1F8D=\u1f8d 1F8E=\u1f8e 1F8F=\u1f8f 1F90=\u1f98 1F91=\u1f99 1F92=\u1f9a 1F93=\u1f9b 1F94=\u1f9c 1F95=\u1f9d 1F96=\u1f9e 1F97=\u1f9f 1F98=\u1f98 " +
        "1F99=\u1f99 1F9A=\u1f9a 1F9B=\u1f9b 1F9C=\u1f9c 1F9D=\u1f9d 1F9E=\u1f9e 1F9F=\u1f9f 1FA0=\u1fa8 1FA1=\u1fa9 1FA2=\u1faa 1FA3=\u1fab 1FA4=\u1fac " +
        "1FA5=\u1fad 1FA6=\u1fae 1FA7=\u1faf 1FA8=\u1fa8 1FA9=\u1fa9 1FAA=\u1faa 1FAB=\u1fab 1FAC=\u1fac 1FAD=\u1fad 1FAE=\u1fae 1FAF=\u1faf 1FB2=\u1fba\u0345 " +
        "1FB3=\u1fbc 1FB4=\u0386\u0345 1FB7=\u0391\u0342\u0345 1FBC=\u1fbc 1FC2=\u1fca\u0345 1FC3=\u1fcc 1FC4=\u0389\u0345 1FC7=\u0397\u0342\u0345 1FCC=\u1fcc " +
        "1FF2=\u1ffa\u0345 1FF3=\u1ffc 1FF4=\u038f\u0345 1FF7=\u03a9\u0342\u0345 1FFC=\u1ffc FB00=Ff FB01=Fi FB02=Fl FB03=Ffi FB04=Ffl FB05=St FB06=St " +
        "FB13=\u0544\u0576 FB14=\u0544\u0565 FB15=\u0544\u056b FB16=\u054e\u0576 FB17=\u0544\u056d ");

    /// <summary>For comparison, where that is not lower case.</summary>
    internal static readonly FrozenDictionary<int, string> Fold = Read(
        "B5=\u03bc DF=ss 149=\u02bcn 17F=s 1F0=j\u030c 345=\u03b9 390=\u03b9\u0308\u0301 3B0=\u03c5\u0308\u0301 3C2=\u03c3 3D0=\u03b2 3D1=\u03b8 3D5=\u03c6 " +
        "3D6=\u03c0 3F0=\u03ba 3F1=\u03c1 3F5=\u03b5 587=\u0565\u0582 13A0=\u13a0 13A1=\u13a1 13A2=\u13a2 13A3=\u13a3 13A4=\u13a4 13A5=\u13a5 13A6=\u13a6 " +
        "13A7=\u13a7 13A8=\u13a8 13A9=\u13a9 13AA=\u13aa 13AB=\u13ab 13AC=\u13ac 13AD=\u13ad 13AE=\u13ae 13AF=\u13af 13B0=\u13b0 13B1=\u13b1 13B2=\u13b2 " +
        "13B3=\u13b3 13B4=\u13b4 13B5=\u13b5 13B6=\u13b6 13B7=\u13b7 13B8=\u13b8 13B9=\u13b9 13BA=\u13ba 13BB=\u13bb 13BC=\u13bc 13BD=\u13bd 13BE=\u13be " +
        "13BF=\u13bf 13C0=\u13c0 13C1=\u13c1 13C2=\u13c2 13C3=\u13c3 13C4=\u13c4 13C5=\u13c5 13C6=\u13c6 13C7=\u13c7 13C8=\u13c8 13C9=\u13c9 13CA=\u13ca " +
        "13CB=\u13cb 13CC=\u13cc 13CD=\u13cd 13CE=\u13ce 13CF=\u13cf 13D0=\u13d0 13D1=\u13d1 13D2=\u13d2 13D3=\u13d3 13D4=\u13d4 13D5=\u13d5 13D6=\u13d6 " +
        "13D7=\u13d7 13D8=\u13d8 13D9=\u13d9 13DA=\u13da 13DB=\u13db 13DC=\u13dc 13DD=\u13dd 13DE=\u13de 13DF=\u13df 13E0=\u13e0 13E1=\u13e1 13E2=\u13e2 " +
        "13E3=\u13e3 13E4=\u13e4 13E5=\u13e5 13E6=\u13e6 13E7=\u13e7 13E8=\u13e8 13E9=\u13e9 13EA=\u13ea 13EB=\u13eb 13EC=\u13ec 13ED=\u13ed 13EE=\u13ee " +
        "13EF=\u13ef 13F0=\u13f0 13F1=\u13f1 13F2=\u13f2 13F3=\u13f3 13F4=\u13f4 13F5=\u13f5 13F8=\u13f0 13F9=\u13f1 13FA=\u13f2 13FB=\u13f3 13FC=\u13f4 " +
        "13FD=\u13f5 1C80=\u0432 1C81=\u0434 1C82=\u043e 1C83=\u0441 1C84=\u0442 1C85=\u0442 1C86=\u044a 1C87=\u0463 1C88=\ua64b 1E96=h\u0331 1E97=t\u0308 " +
        "1E98=w\u030a 1E99=y\u030a 1E9A=a\u02be 1E9B=\u1e61 1E9E=ss 1F50=\u03c5\u0313 1F52=\u03c5\u0313\u0300 1F54=\u03c5\u0313\u0301 1F56=\u03c5\u0313\u0342 " +
        "1F80=\u1f00\u03b9 1F81=\u1f01\u03b9 1F82=\u1f02\u03b9 1F83=\u1f03\u03b9 1F84=\u1f04\u03b9 1F85=\u1f05\u03b9 1F86=\u1f06\u03b9 1F87=\u1f07\u03b9 " +
        "1F88=\u1f00\u03b9 1F89=\u1f01\u03b9 1F8A=\u1f02\u03b9 1F8B=\u1f03\u03b9 1F8C=\u1f04\u03b9 1F8D=\u1f05\u03b9 1F8E=\u1f06\u03b9 1F8F=\u1f07\u03b9 " +
        "1F90=\u1f20\u03b9 1F91=\u1f21\u03b9 1F92=\u1f22\u03b9 1F93=\u1f23\u03b9 1F94=\u1f24\u03b9 1F95=\u1f25\u03b9 1F96=\u1f26\u03b9 1F97=\u1f27\u03b9 " +
        "1F98=\u1f20\u03b9 1F99=\u1f21\u03b9 1F9A=\u1f22\u03b9 1F9B=\u1f23\u03b9 1F9C=\u1f24\u03b9 1F9D=\u1f25\u03b9 1F9E=\u1f26\u03b9 1F9F=\u1f27\u03b9 " +
        "1FA0=\u1f60\u03b9 1FA1=\u1f61\u03b9 1FA2=\u1f62\u03b9 1FA3=\u1f63\u03b9 1FA4=\u1f64\u03b9 1FA5=\u1f65\u03b9 1FA6=\u1f66\u03b9 1FA7=\u1f67\u03b9 " +
        "1FA8=\u1f60\u03b9 1FA9=\u1f61\u03b9 1FAA=\u1f62\u03b9 1FAB=\u1f63\u03b9 1FAC=\u1f64\u03b9 1FAD=\u1f65\u03b9 1FAE=\u1f66\u03b9 1FAF=\u1f67\u03b9 " +
        "1FB2=\u1f70\u03b9 1FB3=\u03b1\u03b9 1FB4=\u03ac\u03b9 1FB6=\u03b1\u0342 1FB7=\u03b1\u0342\u03b9 1FBC=\u03b1\u03b9 1FBE=\u03b9 1FC2=\u1f74\u03b9 " +
        "1FC3=\u03b7\u03b9 1FC4=\u03ae\u03b9 1FC6=\u03b7\u0342 1FC7=\u03b7\u0342\u03b9 1FCC=\u03b7\u03b9 1FD2=\u03b9\u0308\u0300 1FD3=\u03b9\u0308\u0301 " +
        "1FD6=\u03b9\u0342 1FD7=\u03b9\u0308\u0342 1FE2=\u03c5\u0308\u0300 1FE3=\u03c5\u0308\u0301 1FE4=\u03c1\u0313 1FE6=\u03c5\u0342 1FE7=\u03c5\u0308\u0342 " +
        "1FF2=\u1f7c\u03b9 1FF3=\u03c9\u03b9 1FF4=\u03ce\u03b9 1FF6=\u03c9\u0342 1FF7=\u03c9\u0342\u03b9 1FFC=\u03c9\u03b9 AB70=\u13a0 AB71=\u13a1 AB72=\u13a2 " +
        "AB73=\u13a3 AB74=\u13a4 AB75=\u13a5 AB76=\u13a6 AB77=\u13a7 AB78=\u13a8 AB79=\u13a9 AB7A=\u13aa AB7B=\u13ab AB7C=\u13ac AB7D=\u13ad AB7E=\u13ae " +
        "AB7F=\u13af AB80=\u13b0 AB81=\u13b1 AB82=\u13b2 AB83=\u13b3 AB84=\u13b4 AB85=\u13b5 AB86=\u13b6 AB87=\u13b7 AB88=\u13b8 AB89=\u13b9 AB8A=\u13ba " +
        "AB8B=\u13bb AB8C=\u13bc AB8D=\u13bd AB8E=\u13be AB8F=\u13bf AB90=\u13c0 AB91=\u13c1 AB92=\u13c2 AB93=\u13c3 AB94=\u13c4 AB95=\u13c5 AB96=\u13c6 " +
        "AB97=\u13c7 AB98=\u13c8 AB99=\u13c9 AB9A=\u13ca AB9B=\u13cb AB9C=\u13cc AB9D=\u13cd AB9E=\u13ce AB9F=\u13cf ABA0=\u13d0 ABA1=\u13d1 ABA2=\u13d2 " +
        "ABA3=\u13d3 ABA4=\u13d4 ABA5=\u13d5 ABA6=\u13d6 ABA7=\u13d7 ABA8=\u13d8 ABA9=\u13d9 ABAA=\u13da ABAB=\u13db ABAC=\u13dc ABAD=\u13dd ABAE=\u13de " +
        "ABAF=\u13df ABB0=\u13e0 ABB1=\u13e1 ABB2=\u13e2 ABB3=\u13e3 ABB4=\u13e4 ABB5=\u13e5 ABB6=\u13e6 ABB7=\u13e7 ABB8=\u13e8 ABB9=\u13e9 ABBA=\u13ea " +
        "ABBB=\u13eb ABBC=\u13ec ABBD=\u13ed ABBE=\u13ee ABBF=\u13ef FB00=ff FB01=fi FB02=fl FB03=ffi FB04=ffl FB05=st FB06=st FB13=\u0574\u0576 " +
        "FB14=\u0574\u0565 FB15=\u0574\u056b FB16=\u057e\u0576 FB17=\u0574\u056d ");

    /// <summary>Lower case by property, not by category.</summary>
    internal static bool IsOtherLower(int c) => c is 0xAA or 0xBA or (>= 0x2B0 and <= 0x2B8) or (>= 0x2C0 and <= 0x2C1) or (>= 0x2E0 and <= 0x2E4) or 0x345 or 0x37A or (>= 0x1D2C and <= 0x1D6A) or 0x1D78 or (>= 0x1D9B and <= 0x1DBF) or 0x2071 or 0x207F or (>= 0x2090 and <= 0x209C) or (>= 0x2170 and <= 0x217F) or (>= 0x24D0 and <= 0x24E9) or (>= 0x2C7C and <= 0x2C7D) or (>= 0xA69C and <= 0xA69D) or 0xA770 or (>= 0xA7F8 and <= 0xA7F9) or (>= 0xAB5C and <= 0xAB5F) or 0x10780 or (>= 0x10783 and <= 0x10785) or (>= 0x10787 and <= 0x107B0) or (>= 0x107B2 and <= 0x107BA);

    /// <summary>Upper case by property, not by category.</summary>
    internal static bool IsOtherUpper(int c) => c is (>= 0x2160 and <= 0x216F) or (>= 0x24B6 and <= 0x24CF) or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);

    private static FrozenDictionary<int, string> Read(string entries) => entries
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(static e => e.Split('='))
        .ToFrozenDictionary(static e => int.Parse(e[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), static e => e[1]);
}
