/** Who sold the accounts of the sample, what each of them cost to win, and who referred whom. */

export interface WonStory {
  /** Who sold it, as people write it: spellings of one name differ. */
  soldBy?: string;
  /** What it cost, in the currency, and what its first year is expected to bring. */
  cost?: {
    spend: number;
    onboarding: number | null;
    support: number | null;
    margin: number | null;
    currency: 'EUR' | 'USD';
    /** The name of the account that referred it. */
    referredBy?: string;
  };
}

type Figures = readonly [
  spend: number,
  onboarding: number | null,
  support: number | null,
  margin: number | null,
];

export const WON_STORIES: Readonly<Record<string, WonStory>> = {
  'Acme Robotics': won('Marta Lindqvist', [9_800, 3_200, 2_400, 33_500]),
  'R&D <Labs>': won('Devon Clarke', [7_900, 2_600, 3_900, 9_200]),
  'São Bento Móveis': won('Inbound', [420, 300, 350, 2_400]),
  'Bluebird Optik GmbH': won('Marta Lindqvist', [6_100, 1_900, 1_300, 14_800]),
  '*Star* Café': won('Inbound', [310, 250, 400, 1_150]),
  'Northgate Dairy': won('marta lindqvist', [7_200, 2_300, 1_900, 26_400]),
  'Juniper Dental Group': won('Devon Clarke', [16_500, 14_000, 9_800, 31_000], { currency: 'USD' }),
  'Müller & Söhne Maschinenbau': won('Marta Lindqvist', [21_000, 9_500, 6_200, 84_000]),
  'Øresund Marine': won('Referral', [3_400, 7_800, 5_100, 58_000], { referredBy: 'Baltic Timber' }),
  'Kumasi Logistics': won('Devon  Clarke', [8_400, 2_900, null, null], { currency: 'USD' }),
  'Helvetia Pumpen AG': won('Grace Adeyemi', [24_000, 11_000, 8_300, 148_000]),
  'Fjäll & Fyr Outdoor': won('Marta Lindqvist', [5_900, 2_000, 1_500, 19_900]),
  'Bright Harbor Legal': won('Devon Clarke', [6_800, 3_100, 2_700, 5_900]),
  'Cobalt Fitness': won('Referral', [900, 1_700, 1_600, 18_300], { referredBy: 'Nimbus Freight' }),
  'Willow & Finch Interiors': won('Referral', [80, 200, 300, 5_100], { referredBy: '*Star* Café' }),
  'Acme Foods': won('Inbound', [3_100, 1_800, 1_200, 11_900]),
  'Pixel Bäckerei': won('Inbound', [260, 240, null, null]),
  'Copper Kettle Brewing': won('Referral', [600, 1_500, 1_400, 9_700], { referredBy: 'Acme Foods' }),
  'Zuri Cosmetics': won('Referral', [450, 1_600, 1_300, 16_000], { referredBy: 'Cobalt Fitness' }),
  'Harborview Hotels': won('Devon Clarke', [19_500, 12_000, 11_500, 38_000], { currency: 'USD' }),
  'Sakura Stationery': won('Marta Lindqvist', [8_800, 3_600, 3_300, 15_200]),
  'Lakeside Clinics': won('Marta Lindqvist', [13_200, 8_900, 6_400, 63_000]),
  'Nimbus Freight': won('Marta Lindqvist', [7_600, 2_700, 2_200, 27_300]),
  'Baltic Timber': won('Inbound', [2_900, 1_700, 1_100, 24_600]),
  'Tamarind Travel': won('Grace Adeyemi', [18_800, 10_500, 7_700, 104_000]),
  'Verde Viveiros': won('Inbound', [2_600, 1_500, 1_000, 13_900]),
  'Octagon Partners': won('Devon Clarke', [9_900, 4_800, 5_600, 8_800], { currency: 'USD' }),
  'Granite Gym': won('Devon Clarke', [5_200, 2_800, 3_400, 4_100], { currency: 'USD' }),
  'Hollow Oak Joinery': { soldBy: 'Inbound' },
  'Sirocco Kites': { soldBy: 'Inbound' },
  'Petra Ceramics': { soldBy: 'Inbound' },
  'Solveig Yarns': { soldBy: 'Marta Lindqvist' },
  'Tern Island Ferries': { soldBy: 'Marta Lindqvist' },
  'Ferro & Filo Cycling': { soldBy: 'Referral' },
  'Corvo Bikes': { soldBy: 'Inbound' },
  'Lantern Bay Books': { soldBy: 'Inbound' },
  'Zweiblick Fotografie': { soldBy: 'Inbound' },
  'Azahar Cerámica': { soldBy: 'Inbound' },
  'Maple Spoon Catering': { soldBy: 'Inbound' },
  'Fika & Forno': { soldBy: 'Inbound' },
  'Kopje Safaris': { soldBy: 'Inbound' },
  'Nile Street Yoga': { soldBy: 'Inbound' },
  'Kestrel Insurance': { soldBy: 'Grace Adeyemi' },
  'Polar Ice Cream Co.': { soldBy: 'Inbound' },
  'Vega Solar': { soldBy: 'Referral' },
  'Papaya Prints': { soldBy: 'Devon Clarke' },
  'Mistral Yachts': { soldBy: 'Grace Adeyemi' },
};

function won(
  soldBy: string,
  [spend, onboarding, support, margin]: Figures,
  { currency = 'EUR', referredBy }: { currency?: 'EUR' | 'USD'; referredBy?: string } = {},
): WonStory {
  const cost = { spend, onboarding, support, margin, currency };
  return { soldBy, cost: referredBy === undefined ? cost : { ...cost, referredBy } };
}
