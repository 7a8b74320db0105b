"""The tables of the milia protocol in short, to hold the protocol file against."""

# number key type: values (without "not sure")
QUESTIONS = """
1 date_of_birth date:
2 visit_for one: self child dependent_adult
3 sex one: female male intersex prefer_not
4 guardian_present one: yes no
5 wants_treatment one: yes unsure no
6 infant_unwell one: no yes
7 area one: forehead temple cheek nose chin_jaw eyelid_skin eyelid_margin under_eye brow_scalp_beard ear behind_ear
  neck chest_back arms_legs hands genital mouth other
8 count one: 1 2_5 6_20 21_plus
9 spread one: one_zone wide
10 size_mm one: under_1 1_2 3_4 5_plus
11 colour one: white_pearly yellowish skin_coloured pink_red brown_black translucent mixed
12 surface one: smooth_dome central_dip flat_topped flat_patch rough_warty dark_open_pore
13 pattern one: scattered cluster plaque line
14 depth one: superficial deep
15 duration one: under_1m 1_3m 3_12m over_1y since_birth
16 onset one: gradual sudden_crop after_injury after_blister_or_rash after_procedure after_steroid_cream
  after_heavy_cream after_new_medicine
17 recurrence one: first_time came_back_after_removal new_ones_keep_coming
18 previous_treatment multi: none self_squeezed extraction_failed extraction_ok peel_failed retinoid_failed
  cryo_failed laser_failed home_products
19 symptoms multi: none itch pain bleeding crust_or_ulcer discharge growing_fast colour_change lash_loss
20 active_infection_area one: no yes
21 skin_condition_area multi: none eczema_or_dermatitis rosacea psoriasis vitiligo lichen_planus active_acne
  open_or_broken_skin sunburnt
22 recent_procedure_area multi: none wax_last_7_days resurfacing_last_4_weeks facial_surgery_last_6_months
  filler_or_toxin_last_2_weeks
23 area_healing_risk one: none radiotherapy_or_burn_scar
24 blistering_history one: no yes
25 skin_cancer_history one: no yes
26 family_history_bumps one: no yes
27 pregnancy one: no yes possible planning
28 breastfeeding one: no yes
29 isotretinoin one: never current stopped
30 isotretinoin_months number:
31 photosensitiser one: none yes
32 blood_thinner one: none aspirin_or_antiplatelet anticoagulant
33 bleeding_disorder one: no yes
34 allergy_salicylate one: no yes
35 allergy_peel_acid one: no yes
36 allergy_retinoid one: no yes
37 allergy_local_anaesthetic one: no yes
38 cold_condition multi: none cold_urticaria raynaud cryoglobulinaemia blood_protein_disorder bad_reaction_to_freezing
39 keloid_history one: no yes
40 herpes_history one: never past frequent active_now
41 immune_status one: normal suppressed
42 diabetes one: no well_controlled poorly_controlled
43 autoimmune_skin one: none lupus scleroderma other
44 skin_type one: I II III IV V VI
45 pih_history one: no yes
46 tan_recent one: no yes_last_4_weeks
47 sun_avoidance one: yes no
48 retinoid_use_now one: none otc_retinol prescription_retinoid
49 smoker one: no yes
50 implanted_device one: none pacemaker_or_icd other_electronic
51 can_keep_still one: yes no
52 priority one: no_preference quick prevention texture_tone
53 downtime_ok one: none few_days one_week_plus
54 exam one: not_done confirmed_milia other_diagnosis
55 photo_consent one: yes no
56 free_text text:
"""

# rule method weight
WEIGHTS = """
extraction: IN-E1 +3, IN-E2 +2, IN-E3 -2, IN-E4 +2, IN-E5 +1, IN-E6 -2, IN-E7 +1, IN-E8 -1, IN-E9 -3, IN-E10 -1,
  IN-E11 -1, IN-E12 +1, IN-E13 +1, IN-E14 -1
peel: IN-P1 +3, IN-P2 +1, IN-P3 -2, IN-P4 +2, IN-P5 +1, IN-P6 -1, IN-P7 -2, IN-P8 +2, IN-P9 -3, IN-P10 -2, IN-P11 -1,
  IN-X1 -1
retinoid: IN-R1 +3, IN-R2 +2, IN-R3 +2, IN-R4 +1, IN-R5 -1, IN-R6 -2, IN-R7 +2, IN-R8 -2, IN-R9 +1, IN-R10 +3, IN-R11
  -1, IN-R12 -1, IN-R13 -3
cryo: IN-C1 +2, IN-C2 -2, IN-C3 +1, IN-C4 +2, IN-C5 +1, IN-C6 -2, IN-C7 -3, IN-C8 -3, IN-C9 +1, IN-C10 -1, IN-C11 -3,
  IN-C12 -2, IN-X2 -1
laser: IN-L1 +3, IN-L2 +3, IN-L3 +1, IN-L4 +1, IN-L5 +1, IN-L6 +2, IN-L7 -2, IN-L8 -2, IN-L9 -3, IN-L10 -1, IN-L11 -3,
  IN-X3 -1
"""

# X can exclude, C can caution, H a blank puts the method on hold, w weight only.
# The clinical table also marks area with C for the peel, but names no caution of the peel that reads the area.
MATRIX = """
key extraction peel retinoid cryo laser
age_years C XC XC XC XC
pregnancy C XCH XH C XH
breastfeeding - C C - -
isotretinoin C XH XH C XH
photosensitiser - CH C - CH
blood_thinner C - - C CH
bleeding_disorder C - - C CH
allergy_salicylate - CH - - -
allergy_peel_acid - XH - - -
allergy_retinoid - - XH - -
allergy_local_anaesthetic C - - - CH
cold_condition - - - XH -
keloid_history C XH - C XH
herpes_history C XCH C XH XCH
immune_status C C - C XCH
diabetes C C - C XCH
autoimmune_skin C XH C C XH
skin_type C XCH C CH CH
pih_history C C - C C
tan_recent - XCH C C XH
sun_avoidance - XH C C XH
retinoid_use_now C C - - C
smoker - - - - C
implanted_device C - - - C
can_keep_still XCH - - CH XCH
area XC X XC XC XC
active_infection_area XH XH XH XH XH
skin_condition_area XCH XCH XCH XCH XCH
recent_procedure_area - XCH C C XCH
area_healing_risk C XH C C XH
onset C C C C C
downtime_ok w C - C C
previous_treatment C w w w w
"""

# Rules and aftercare lines that rest on general knowledge and say so.
GENERAL_KNOWLEDGE = """
RF-03 RF-13 RF-14 RF-16 RF-17 RF-20 NT-04 NT-06 EX-06 EX-17 EX-18 EX-19 EX-23 EX-25 EX-26 EX-27 EX-28 EX-30 EX-31
CA-07 CA-08 CA-10 CA-11 CA-19 CA-23 CA-30 CA-31 CA-36 CA-37 CA-38 CA-39
IN-E3 IN-E5 IN-E8 IN-E9 IN-P3 IN-P6 IN-P9 IN-P11 IN-R5 IN-R6 IN-R11 IN-R12 IN-C6 IN-C7 IN-C8 IN-L9
AE-03 AE-04 AE-09 AE-10 AP-10 AP-11 AC-05 AC-08 AC-09 AC-12 AL-09 AL-12 AN-04 AN-06
"""
